// Out-of-memory errors are recognized and reported with the amount, and a smaller batch trains afterwards.
#include <torch/types.h>

#include <QtTest>

#include "LimitedMemory.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "training/engine/runtime/DeviceError.h"
#include "training/engine/runtime/OutOfMemory.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

class TestOutOfMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gpuMessagesKeepTheAmounts() {
        const QString message = QString::fromStdString(outOfMemoryMessage(
            config::RunConfig(), "cuda:0",
            "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.44 GiB "
            "is free. Process 12 has 77.67 GiB memory in use. See the documentation."));
        QVERIFY2(
            message.contains("with batches of 128 images: tried to allocate 2.00 GiB. GPU 0 has a total capacity of "
                             "79.11 GiB of which 1.44 GiB is free. Reduce run.batch_size"),
            qPrintable(message));
        QVERIFY2(!message.contains("Process"), qPrintable(message));
    }

    void otherErrorsAreNotOutOfMemory() {
        try {
            at::ones({2, 3}).mm(at::ones({2, 3}));
            QFAIL("no exception was thrown");
        } catch (const c10::Error& error) {
            QVERIFY(!isOutOfMemory(error));
        }
    }

    void tooLargeBatchIsReportedAndASmallerOneTrains() {
        at::set_num_threads(1);
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString(), data = folder / "data";
        test::writeFashionFolder(data, 1500, 20);
        auto config = test::smallConfig(data);
        config.run.batchSize = 1500;  // 75 MB for each output of the first stage
        config.data.mixup = 0.7;      // prevents micro-batches
        config.run.epochs = 1;
        test::Watcher watcher;
        {
            const test::LimitedMemory limited(200'000'000);
            QVERIFY(limited.held());
            try {
                test::runIn(folder / "run", config, watcher);
                QFAIL("training succeeded in 200 MB");
            } catch (const DeviceError& error) {
                QVERIFY(error.outOfMemory);
                QVERIFY2(QString::fromUtf8(error.what())
                             .contains("Not enough memory on cpu for ISONet-8 with batches "
                                       "of 1500 images: tried to allocate 0.07 GiB"),
                         error.what());
            }
        }
        QCOMPARE(telemetry::readStatus(folder / "run")->state, telemetry::RunState::Failed);
        config.run.batchSize = 10;
        config.data.trainImages = 20;
        QCOMPARE(test::runIn(folder / "another", config, watcher).state, telemetry::RunState::Finished);
    }
};

QTEST_GUILESS_MAIN(TestOutOfMemory)
#include "tst_outofmemory.moc"
