// Out-of-memory errors are recognized and reported with the amount, and a smaller batch trains afterwards.
#include <c10/core/CachingDeviceAllocator.h>
#include <torch/types.h>

#include <QtTest>

#include "LimitedMemory.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/spec/NetworkPlan.h"
#include "training/engine/runtime/DeviceError.h"
#include "training/engine/runtime/DeviceMemory.h"
#include "training/engine/runtime/OutOfMemory.h"

using namespace isonet;
using namespace isonet::training;
namespace fs = std::filesystem;

namespace {

constexpr double kGiB = 0x1p30;

// As the CUDA allocator of LibTorch 2.11 writes it. Amounts with their unit.
std::string cudaMessage(const char* wanted, const char* free, const char* process, const char* allocated,
                        const char* unused) {
    return std::string("CUDA out of memory. Tried to allocate ") + wanted +
           ". GPU 0 has a total capacity of 79.11 GiB of which " + free +
           " is free. Process 12 has 3.00 GiB memory in use. Including non-PyTorch memory, this process has " +
           process + " memory in use. Of the allocated memory " + allocated + " is allocated by PyTorch, and " +
           unused +
           " is reserved by PyTorch but unallocated. If reserved but unallocated memory is large try setting "
           "PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True. See documentation.";
}

// An allocator of devices that no build has.
class CountingAllocator : public c10::DeviceAllocator {
public:
    int emptied = 0;
    bool fails = false;

    bool initialized() override { return true; }
    void emptyCache(c10::MempoolId_t) override {
        ++emptied;
        TORCH_CHECK(!fails, "the device has failed");
    }
    void recordStream(const c10::DataPtr&, c10::Stream) override {}
    c10::CachingDeviceAllocator::DeviceStats getDeviceStats(c10::DeviceIndex) override { return {}; }
    void resetAccumulatedStats(c10::DeviceIndex) override {}
    void resetPeakStats(c10::DeviceIndex) override {}
    c10::DataPtr allocate(std::size_t) override { return {}; }
    void copy_data(void*, const void*, std::size_t) const override {}
};

}  // namespace

class TestOutOfMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void amountsAreRead() {
        const auto gpu = shortageIn(cudaMessage("512.00 MiB", "256.00 MiB", "74.00 GiB", "70.00 GiB", "128.00 MiB"));
        QCOMPARE(gpu.wanted, 0.5 * kGiB);
        QCOMPARE(gpu.total, 79.11 * kGiB);
        QCOMPARE(gpu.free, 0.25 * kGiB);
        QCOMPARE(gpu.inProcess, 74 * kGiB);
        QCOMPARE(gpu.allocated, 70 * kGiB);
        QCOMPARE(gpu.unused, 0.125 * kGiB);
        QCOMPARE(gpu.missing(), 0.25 * kGiB);
        QVERIFY(!gpu.onHost && !gpu.fragmented());
        const auto cpu = shortageIn(
            "[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate "
            "memory: you tried to allocate 1073741824 bytes. Error code 12");
        QCOMPARE(cpu.wanted, kGiB);
        QVERIFY(cpu.onHost && cpu.total == 0 && cpu.missing() == 0);
        const auto other = shortageIn("CUDA error: out of memory");
        QVERIFY(!other.onHost && other.wanted == 0 && other.total == 0);
    }

    void messageSaysByHowMuch_data() {
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("device");
        QTest::addColumn<QString>("words");
        QTest::newRow("missing") << QString::fromStdString(
                                        cudaMessage("2.00 GiB", "1.44 GiB", "77.00 GiB", "70.00 GiB", "0.10 GiB"))
                                 << "cuda:0"
                                 << "on cuda:0 for ISONet-18 with batches of 128 images: tried to allocate 2.00 GiB, "
                                    "0.56 GiB more than the 1.44 GiB that are free of 79.11 GiB. ";
        QTest::newRow("fragmented") << QString::fromStdString(
                                           cudaMessage("2.00 GiB", "1.44 GiB", "77.00 GiB", "70.00 GiB", "5.00 GiB"))
                                    << "cuda:0"
                                    << "tried to allocate 2.00 GiB; the 1.44 GiB that are free of 79.11 GiB, and 5.00 "
                                       "GiB kept for reuse, are in smaller pieces. ";
        QTest::newRow("others") << QString::fromStdString(
                                       cudaMessage("2.00 GiB", "1.11 GiB", "38.00 GiB", "30.00 GiB", "0.10 GiB"))
                                << "cuda:0"
                                << "free of 79.11 GiB; other programs use 40.00 GiB. ";
        QTest::newRow("unknown place") << "CUDA error: out of memory"
                                       << "cuda:1"
                                       << "Not enough memory on cuda:1 or, page-locked, on the host for";
        QTest::newRow("host") << "DefaultCPUAllocator: can't allocate memory: you tried to allocate 1073741824 bytes."
                              << "cuda:0"
                              << "Not enough memory on cpu for ISONet-18 with batches of 128 images: tried to allocate "
                                 "1.00 GiB. Close other programs, or reduce data.workers";
        QTest::newRow("cpu") << "DefaultCPUAllocator: can't allocate memory: you tried to allocate 1073741824 bytes."
                             << "cpu"
                             << "tried to allocate 1.00 GiB. Reduce run.batch_size";
    }
    void messageSaysByHowMuch() {
        QFETCH(QString, error);
        QFETCH(QString, device);
        QFETCH(QString, words);
        config::RunConfig config;
        config.run.batchSize = 128;
        config.model.family = spec::Family::ImageNet;
        config.model.depth = 18;
        const QString message =
            QString::fromStdString(outOfMemoryMessage(config, device.toStdString(), shortageIn(error.toStdString())));
        QVERIFY2(message.contains(words), qPrintable(message));
        QVERIFY2(!message.contains("PYTORCH"), qPrintable(message));
    }

    void batchThatFitsFollowsFromTheMeasuredMemory() {
        config::RunConfig config;
        config.run.batchSize = 96;
        const double fixed = 12.0 * double(spec::plan(config.model).parameters);
        MemoryShortage shortage;
        shortage.total = 100 * kGiB;
        shortage.wanted = kGiB;
        // Each of the 96 images took 1 GiB; 40 and a little more fit into 95 %.
        shortage.allocated = 95 * kGiB + fixed;
        const auto usable = [&](double images) {
            shortage.free = 0;
            shortage.unused = (images * kGiB + fixed) / 0.95 - shortage.allocated;
            return batchThatFits(config, shortage);
        };
        QCOMPARE(usable(40.1), 32);  // the divisors of 96 are 48, 32, 24, 16, 12, ...
        QCOMPARE(usable(31.9), 24);
        QCOMPARE(usable(1.1), 1);
        QCOMPARE(usable(0.9), 0);
        QCOMPARE(usable(1000), 48);  // never the batch that failed
        shortage.free = 0;
        shortage.unused = (20.1 * kGiB + fixed) / 0.95 - shortage.allocated;
        QCOMPARE(batchThatFits(config, shortage), 16);
        // Four ranks hold 24 images each, of 4 GiB: 5 fit on each.
        QCOMPARE(batchThatFits(config, shortage, 4), 16);
        // A run that failed early has measured too little: the plan's activations count.
        shortage.allocated = fixed;
        shortage.wanted = 1;
        const double planned = 1.1 * double(spec::plan(config.model).activationBytes);
        shortage.unused = (12.5 * planned + fixed) / 0.95 - fixed;
        QCOMPARE(batchThatFits(config, shortage), 12);
        QVERIFY(outOfMemoryMessage(config, "cuda:0", shortage)
                    .find("run.batch_size to 12 and "
                          "optimizer.accumulate_batches to 8") != std::string::npos);
        shortage.total = 0;
        QCOMPARE(batchThatFits(config, shortage), 0);
    }

    void endedRunReturnsTheMemoryOfItsDevice() {
        static CountingAllocator allocator;
        c10::SetAllocator(c10::DeviceType::FPGA, &allocator);
        { const DeviceMemory memory(at::Device(c10::DeviceType::FPGA, 0)); }
        QCOMPARE(allocator.emptied, 1);
        allocator.fails = true;  // must not end the process
        { const DeviceMemory memory(at::Device(c10::DeviceType::FPGA, 0)); }
        QCOMPARE(allocator.emptied, 2);
        { const DeviceMemory memory(at::kCPU); }
        QCOMPARE(allocator.emptied, 2);
    }

    void failuresNameWhatIsKnown() {
        const QString lost = QString::fromStdString(deviceFailureMessage(
            "cuda:1",
            "CUDA error: an illegal memory access was encountered\nSearch for `cudaErrorIllegalAddress' in "
            "https://docs.nvidia.com for more information.\nCUDA kernel errors might be asynchronously "
            "reported at some other API call, so the stacktrace below might be incorrect.\nFor debugging "
            "consider passing CUDA_LAUNCH_BLOCKING=1\nCompile with `TORCH_USE_CUDA_DSA` to enable "
            "device-side assertions.\n"));
        QCOMPARE(lost, QString("cuda:1: CUDA error: an illegal memory access was encountered. This process cannot use "
                               "the GPU again: restart the program."));
        // Not every failure ends CUDA, and not every error of torch is the device's.
        QCOMPARE(QString::fromStdString(deviceFailureMessage("cuda:0", "CUDA error: invalid argument")),
                 QString("cuda:0: CUDA error: invalid argument"));
        QCOMPARE(QString::fromStdString(deviceFailureMessage("cuda:0", "mat1 and mat2 shapes cannot be multiplied")),
                 QString("mat1 and mat2 shapes cannot be multiplied"));
    }

    void otherErrorsAreNotOutOfMemory() {
        try {
            at::ones({2, 3}).mm(at::ones({2, 3}));
            QFAIL("no exception was thrown");
        } catch (const c10::Error& error) {
            QVERIFY(!isOutOfMemory(error));
        }
    }

    // oneDNN does not say why it failed.
    void aFailedPrimitiveIsOutOfMemoryOnlyAtALimit() {
        const std::runtime_error primitive("could not create a primitive"), other("could not open a file");
        QVERIFY(!isOutOfMemory(primitive));
        {
            const test::LimitedMemory limited(1 << 26);
            QVERIFY(isOutOfMemory(primitive) && !isOutOfMemory(other));
            const QString message = QString::fromStdString(shortageMessage(primitive));
            QVERIFY2(message.startsWith("Not enough memory. This process may use ") && message.contains("ulimit -v"),
                     qPrintable(message));
        }
        {
            const test::LimitedMemory ample(rlim_t{1} << 46);
            QVERIFY(!isOutOfMemory(primitive));
        }
    }

    void refusedMemoryIsASentence() {
        const test::LimitedMemory limited(200'000'000);
        try {
            at::empty({1 << 28});
            QFAIL("a gibibyte was allocated");
        } catch (const c10::Error& error) {
            const QString message = QString::fromStdString(shortageMessage(error));
            QVERIFY2(message.startsWith("Not enough memory: tried to allocate 1.00 GiB. This process may use"),
                     qPrintable(message));
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
