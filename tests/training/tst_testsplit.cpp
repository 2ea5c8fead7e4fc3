// Three parts of a dataset: what is divided how, and the test at the end of a run.
#include <torch/types.h>

#include <QtTest>

#include <map>

#include "ImageFiles.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/base/DataError.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/tasks/Evaluation.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
using namespace isonet::training;
using telemetry::RunState;
namespace fs = std::filesystem;
namespace tags = telemetry::tags;

class TestTestSplit : public QObject {
    Q_OBJECT
    QTemporaryDir temporary_;
    fs::path folder(const std::string& name) const { return fs::path(temporary_.path().toStdString()) / name; }
    config::RunConfig configuration() const {
        auto config = test::smallConfig(folder("data"));
        config.telemetry.spectrumSteps = 0;
        config.data.testSplit = true;
        return config;
    }
    static config::RunConfig onFolder(const fs::path& root) {
        auto config = test::smallConfig(root);
        config.data.dataset = "folder";
        config.model.classes = 2;
        config.model.height = config.model.width = 16;
        config.data.testSplit = true;
        return config;
    }
    static std::vector<float> pixels(const Dataset& data, std::int64_t index) {
        const ImageShape shape = data.shape();
        std::vector<float> out(static_cast<std::size_t>(shape.channels * shape.height * shape.width));
        data.load(index, 0, PixelOrder::Planes, out.data());
        return out;
    }
    static std::multimap<int, std::vector<float>> images(const Dataset& data) {
        std::multimap<int, std::vector<float>> all;
        for (std::int64_t i = 0; i < data.size(); ++i)
            all.emplace(data.label(i), pixels(data, i));
        return all;
    }

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        test::writeFashionFolder(folder("data"), 200, 40);
    }

    void aPartOfTrainingSelectsWhereThereAreTwoParts() {
        auto config = configuration();
        config.data.validationFraction = 0.25;
        auto plain = config;
        plain.data.testSplit = false;
        const DatasetPair two = openDatasets(plain.data, plain.model), three = openDatasets(config.data, config.model);
        QVERIFY(!two.test);
        QCOMPARE(three.train->size(), 150);
        QCOMPARE(three.validation->size(), 50);
        std::map<int, int> counts;
        for (std::int64_t i = 0; i < 50; ++i)
            ++counts[three.validation->label(i)];
        for (const auto& [label, count] : counts)
            QCOMPARE(count, 5);
        QCOMPARE(counts.size(), std::size_t{10});
        // The test part is what is reported without a split; the other two are all training images.
        QVERIFY(images(*three.test) == images(*two.validation));
        auto parts = images(*three.train);
        parts.merge(images(*three.validation));
        auto joined = parts, whole = images(*two.train);
        const auto sorted = [](const auto& map) {
            std::vector<std::pair<int, std::vector<float>>> all(map.begin(), map.end());
            std::ranges::sort(all);
            return all;
        };
        QVERIFY(sorted(joined) == sorted(whole));
        // The same seed draws the same images.
        QVERIFY(images(*openDatasets(config.data, config.model).validation) == images(*three.validation));
        config.data.splitSeed = 2;
        QVERIFY(images(*openDatasets(config.data, config.model).validation) != images(*three.validation));
    }

    void limitsCountTheirOwnPart() {
        auto config = configuration();
        config.data.trainImages = 60;
        config.data.validationImages = 10;
        const DatasetPair parts = openDatasets(config.data, config.model);
        QCOMPARE(parts.train->size(), 60);
        QCOMPARE(parts.validation->size(), 10);
        QCOMPARE(parts.test->size(), 40);
        config.data.trainImages = 190;  // 180 are left for training
        try {
            openDatasets(config.data, config.model);
            QFAIL("no exception was thrown");
        } catch (const DataError& error) {
            const QString message = error.what();
            QVERIFY2(message.contains("data.train_images is 190") && message.contains("180"), qPrintable(message));
        }
    }

    void threeFoldersAreThreeParts() {
        const fs::path root = folder("three");
        test::writeClassFolders(root / "train", {"a", "b"}, 6);
        test::writeClassFolders(root / "val", {"a", "b"}, 3);
        test::writeClassFolders(root / "test", {"a", "b"}, 4);
        auto config = onFolder(root);
        const DatasetPair parts = openDatasets(config.data, config.model);
        QCOMPARE(parts.train->size(), 12);
        QCOMPARE(parts.validation->size(), 6);
        QCOMPARE(parts.test->size(), 8);
        QVERIFY(datasetStatus(config.data).testPart);
        config.data.testSplit = false;
        QVERIFY(!openDatasets(config.data, config.model).test);
        QCOMPARE(openTestPart(config.data, config.model)->size(), 8);
    }

    void testFolderWithoutClassesIsNoPart() {
        const fs::path root = folder("unlabeled");
        test::writeClassFolders(root / "train", {"a", "b"}, 10);
        test::writeClassFolders(root / "val", {"a", "b"}, 3);
        test::writeBytes(root / "test/1.png", test::quarters(20, 20, ".png"));
        auto config = onFolder(root);
        QVERIFY(!datasetStatus(config.data).testPart);
        const DatasetPair parts = openDatasets(config.data, config.model);
        QCOMPARE(parts.train->size(), 18);
        QCOMPARE(parts.validation->size(), 2);
        QCOMPARE(parts.test->size(), 6);
        config.data.testSplit = false;
        try {
            openTestPart(config.data, config.model);
            QFAIL("no exception was thrown");
        } catch (const DataError& error) {
            QVERIFY2(QString(error.what()).contains("--split validation"), error.what());
        }
    }

    void runReportsTheTestOnceWithTheBestWeights() {
        auto config = configuration();
        config.run.epochs = 3;
        const fs::path run = folder("run");
        test::Watcher watcher;
        const auto result = test::runIn(run, config, watcher);
        QCOMPARE(result.state, RunState::Finished);
        const auto values = test::valuesIn(run);
        const auto& top1 = values.at(tags::testTop1);
        QCOMPARE(top1.size(), std::size_t{1});
        QCOMPARE(top1.begin()->first, result.status.step);
        QCOMPARE(values.at(tags::validationTop1).size(), std::size_t{3});
        auto best = loadNetwork(run.string());  // best.pt
        const auto expected =
            evaluate(best.network, *openTestPart(config.data, config.model), config, at::Device(at::kCPU));
        QCOMPARE(expected.images, 40);
        QVERIFY(std::abs(top1.begin()->second - expected.top1) < 1e-9);
        QVERIFY(std::abs(values.at(tags::testCrossEntropy).begin()->second - expected.crossEntropy) < 1e-5);
        QCOMPARE(telemetry::readStatus(run)->metrics.at(tags::testTop1), top1.begin()->second);
        // More epochs continue from the last weights, not from the best ones: as if there had been no test.
        auto longer = config;
        longer.run.epochs = 4;
        longer.schedule.milestones = config::milestonesInForce(config);
        const fs::path whole = folder("whole");
        QCOMPARE(test::runIn(run, longer, watcher).state, RunState::Finished);
        QCOMPARE(test::runIn(whole, longer, watcher).state, RunState::Finished);
        const auto a = loadNetwork(run.string(), true), b = loadNetwork(whole.string(), true);
        const auto left = a.network->parameters(), right = b.network->parameters();
        for (std::size_t i = 0; i < left.size(); ++i)
            QVERIFY(at::equal(left[i], right[i]));
    }

    void logSaysWhichImagesChooseTheBestWeights() {
        auto config = configuration();
        config.run.epochs = 1;
        const auto noteOf = [&](const char* name) {
            test::Watcher watcher;
            test::runIn(folder(name), config, watcher);
            for (const std::string& line : watcher.messages)
                if (line.starts_with("best.pt is chosen on"))
                    return QString::fromStdString(line);
            return QString();
        };
        QVERIFY(noteOf("said").contains("20 validation images; 40 test images are reported once"));
        config.data.testSplit = false;
        QVERIFY(noteOf("paper").contains("on the images that are reported, as in the paper"));
    }
};

QTEST_GUILESS_MAIN(TestTestSplit)
#include "tst_testsplit.moc"
