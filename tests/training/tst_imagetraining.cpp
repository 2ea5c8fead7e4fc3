// Training on folders of image files: corrupt files, exact resume, and class names.
#include <torch/types.h>

#include <QtTest>

#include <fstream>

#include "FreshFolders.h"
#include "ImageFiles.h"
#include "TestRun.h"
#include "model/base/DataError.h"
#include "model/interop/StateDict.h"
#include "training/engine/checkpoint/LoadedNetwork.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;

class TestImageTraining : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path folder(const char* name) const { return temporaryPath() / name; }
    static config::RunConfig configOn(const fs::path& images) {
        auto config = test::smallConfig(images);
        config.data.dataset = "folder";
        config.data.cropArea = 0.3;
        config.model.classes = 3;
        config.model.height = config.model.width = 16;
        config.telemetry.spectrumSteps = 0;
        return config;
    }
    static bool sameWeights(const fs::path& a, const fs::path& b) {
        const auto read = [](const fs::path& run) {
            return interop::stateDictOf(interop::readTorchFile(run / "checkpoints/latest.pt"), run.string());
        };
        const auto left = read(a), right = read(b);
        bool same = left.size() == right.size();
        for (std::size_t i = 0; same && i < left.size(); ++i)
            same = at::equal(left[i].second, right[i].second);
        return same;
    }

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        // 105 training images, one of them corrupt, and 15 validation images.
        for (const char* name : {"images", "damaged"}) {
            test::writeClassFolders(folder(name) / "train", {"cat", "dog", "owl"}, 35);
            test::writeClassFolders(folder(name) / "val", {"cat", "dog", "owl"}, 5);
            fs::resize_file(folder(name) / "train/dog/3.jpg", 200);
        }
        fs::resize_file(folder("damaged") / "train/owl/7.jpg", 100);
    }

    void corruptFileIsSkippedAndNamed() {
        const fs::path path = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(path, configOn(folder("images")), watcher).state, RunState::Finished);
        const auto named = [&](const std::string& line) {
            return line.find("train/dog/3.jpg is truncated") != std::string::npos &&
                   line.find("1 of 105 images") != std::string::npos;
        };
        QCOMPARE(std::count_if(watcher.messages.begin(), watcher.messages.end(), named), 1);
        std::ifstream log(path / "log.txt");
        const std::string text((std::istreambuf_iterator<char>(log)), {});
        QVERIFY2(named(text), text.c_str());
        const auto counted = [](const std::string& line) {
            return line.starts_with("Epoch ") && line.ends_with("; training images skipped: 1 truncated");
        };
        QVERIFY(std::any_of(watcher.messages.begin(), watcher.messages.end(), counted));
    }

    void classNamesLoadWithTheNetwork() {
        const fs::path path = freshPath();
        auto config = configOn(folder("images"));
        config.run.epochs = 1;
        test::Watcher watcher;
        test::runIn(path, config, watcher);
        const std::vector<std::string> names{"cat", "dog", "owl"};
        QCOMPARE(loadNetwork(path.string()).classNames, names);
        QCOMPARE(loadNetwork((path / "checkpoints/latest.pt").string()).classNames, names);
        QCOMPARE(loadNetwork("isonet-20-fashion-mnist").classNames[9], std::string("Ankle boot"));
        QCOMPARE(loadNetwork("table1-g-isonet-34").classNames[17], std::string("class 17"));
    }

    void resumedRunEqualsUninterruptedRun() {
        const auto config = configOn(folder("images"));
        const fs::path whole = freshPath(), parts = freshPath();
        test::Watcher watcher;
        QCOMPARE(test::runIn(whole, config, watcher).state, RunState::Finished);
        for (const std::int64_t stop : {3, 14}) {
            auto other = config;
            other.data.workers = static_cast<int>(stop);
            QCOMPARE(test::runIn(parts, other, watcher, stop).state, RunState::Interrupted);
        }
        QCOMPARE(test::runIn(parts, config, watcher).state, RunState::Finished);
        QVERIFY(sameWeights(whole, parts));
    }

    void tooManyCorruptFilesStopTheRun() {
        const fs::path path = freshPath();
        test::Watcher watcher;
        QString message;
        try {
            test::runIn(path, configOn(folder("damaged")), watcher);
        } catch (const DataError& error) {
            message = error.what();
        }
        QVERIFY2(message.contains("2 of 105") && message.contains("1 %"), qPrintable(message));
        const auto status = telemetry::readStatus(path);
        QVERIFY(status && status->state == RunState::Failed);
        QVERIFY(fs::exists(path / "checkpoints/latest.pt"));
    }

    void fewerImagesThanABatchAreRejected() {
        auto config = configOn(folder("images"));
        config.run.batchSize = 106;
        test::Watcher watcher;
        QString message;
        try {
            test::runIn(freshPath(), config, watcher);
        } catch (const std::exception& error) {
            message = error.what();
        }
        QVERIFY2(message.contains("run.batch_size") && message.contains("106") && message.contains("105"),
                 qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestImageTraining)
#include "tst_imagetraining.moc"
