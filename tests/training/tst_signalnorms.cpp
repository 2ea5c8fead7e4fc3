// Norms of signals and gradients by depth: values, cadence, and no effect on training.
#include <ATen/Parallel.h>
#include <torch/types.h>

#include <QtTest>

#include <filesystem>

#include "FreshFolders.h"
#include "SyntheticImages.h"
#include "TestRun.h"
#include "model/interop/StateDict.h"
#include "model/interop/Value.h"
#include "model/isometry/SignalMeasure.h"
#include "training/measurement/SignalNorms.h"
#include "training/telemetry/Tags.h"

using namespace isonet;
namespace fs = std::filesystem;
namespace tags = isonet::telemetry::tags;

class TestSignalNorms : public QObject, private test::FreshFolders {
    Q_OBJECT
    fs::path data_;

    fs::path run(const config::RunConfig& config) {
        const fs::path path = freshPath();
        test::Watcher watcher;
        test::runIn(path, config, watcher);
        return path;
    }

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        data_ = temporaryPath() / "data";
        test::writeFashionFolder(data_, 40, 20);
    }

    // Compared with the inspector, which measures image by image in a separate pass.
    void equalTheRootMeanSquareOverImages_data() {
        QTest::addColumn<bool>("shortcut");
        QTest::addColumn<double>("scale");
        QTest::newRow("ISONet") << false << 1.0;
        QTest::newRow("R-ISONet, scaled loss") << true << 512.0;
    }

    void equalTheRootMeanSquareOverImages() {
        QFETCH(bool, shortcut);
        QFETCH(double, scale);
        torch::manual_seed(3);
        spec::ModelSpec spec;
        spec.depth = 8;
        spec.height = spec.width = 12;
        spec.shortcut = shortcut;
        spec.initialization = spec::Initialization::Xavier;
        model::Network network(spec);
        const at::Tensor images = torch::randn({6, 3, 12, 12});
        const at::Tensor labels = torch::arange(6);
        model::SignalOptions options;
        options.labels = labels;
        const auto report = model::measureSignals(network, images, options);
        QVERIFY(report);
        std::vector<telemetry::Record> records;
        {
            training::SignalNorms norms(network);
            // Two passes of one update, each with the mean loss of its images.
            for (const auto& [first, count] : {std::pair(0, 2), std::pair(2, 4)})
                (scale / 2 *
                 at::cross_entropy_loss(network(images.narrow(0, first, count)), labels.narrow(0, first, count)))
                    .backward();
            {
                const at::NoGradGuard noGrad;
                network(2 * images);  // not a part of training
            }
            records = norms.records(40, scale / 2);
        }
        QCOMPARE(records.size(), 2 * report->activations.size());
        for (std::size_t i = 0; i < report->activations.size(); ++i) {
            const auto& layer = report->activations[i];
            QCOMPARE(records[2 * i].tag, tags::signal + layer.name);
            QCOMPARE(records[2 * i + 1].tag, tags::gradient + layer.name);
            QCOMPARE(records[2 * i].step, 40);
            const double signal = std::get<telemetry::Scalar>(records[2 * i].value).value;
            const double gradient = std::get<telemetry::Scalar>(records[2 * i + 1].value).value;
            QVERIFY(layer.forward.after > 0 && layer.backward.before > 0);
            QVERIFY2(std::abs(signal / layer.forward.after - 1) < 1e-6, layer.name.c_str());
            QVERIFY2(std::abs(gradient / layer.backward.before - 1) < 1e-5, layer.name.c_str());
        }
        // The observer was removed.
        network(images);
    }

    // Stages that are computed again in the backward pass count once, and have gradients.
    void recomputedStagesCountOnce() {
        torch::manual_seed(4);
        spec::ModelSpec spec;
        spec.depth = 8;
        spec.height = spec.width = 12;
        spec.initialization = spec::Initialization::Xavier;
        model::Network network(spec);
        const at::Tensor images = torch::randn({4, 3, 12, 12}), labels = torch::arange(4);
        const auto recorded = [&] {
            training::SignalNorms norms(network);
            at::cross_entropy_loss(network(images), labels).backward();
            std::map<std::string, double> values;
            for (const auto& record : norms.records(0, 1))
                values[record.tag] = std::get<telemetry::Scalar>(record.value).value;
            return values;
        };
        const auto expected = recorded();
        network->recompute({"s2"});
        const auto got = recorded();
        QCOMPARE(got.size(), expected.size());
        for (const auto& [tag, value] : expected)
            QVERIFY2(got.contains(tag) && std::abs(got.at(tag) / value - 1) < 1e-6, tag.c_str());
    }

    // float32 sums of many squares lose digits.
    void squaresAreAddedInDoublePrecision() {
        spec::ModelSpec spec;
        spec.depth = 8;
        spec.height = spec.width = 96;
        spec.activation = spec::Activation::ReLU;
        model::Network network(spec);
        const at::Tensor images = torch::full({16, 3, 96, 96}, 0.7);
        training::SignalNorms norms(network);
        network(images);
        const auto records = norms.records(0, 1);
        QVERIFY(!records.empty());
        struct Keep : model::SignalObserver {
            at::Tensor first;
            void convolution(std::size_t, const at::Tensor&, const at::Tensor&) override {}
            void activation(std::size_t index, const at::Tensor&, const at::Tensor& after) override {
                if (index == 0)
                    first = after.detach();
            }
        } keep;
        network->observe(&keep);
        network(images);
        network->observe(nullptr);
        const double expected = std::sqrt(keep.first.to(at::kDouble).square().sum().item<double>() / 16);
        QVERIFY(std::abs(std::get<telemetry::Scalar>(records[0].value).value / expected - 1) < 1e-12);
    }

    void areRecordedEverySpectrumSteps_data() {
        QTest::addColumn<int>("cadence");
        QTest::addColumn<QList<int>>("steps");
        QTest::newRow("every third step") << 3 << QList<int>{0, 3, 6};
        QTest::newRow("at the start of each epoch") << 0 << QList<int>{0, 4};
    }

    void areRecordedEverySpectrumSteps() {
        QFETCH(int, cadence);
        QFETCH(QList<int>, steps);
        auto config = test::smallConfig(data_);
        config.telemetry.spectrumSteps = cadence;
        const auto values = test::valuesIn(run(config));
        const model::Network network(config.model);
        for (const auto& layer : network->plan().activations)
            for (const auto& tag : {tags::signal + layer.name, tags::gradient + layer.name}) {
                QVERIFY2(values.contains(tag), tag.c_str());
                QList<int> found;
                for (const auto& [step, value] : values.at(tag)) {
                    found.append(static_cast<int>(step));
                    QVERIFY2(value > 0, tag.c_str());
                }
                QCOMPARE(found, steps);
            }
    }

    // With every option that draws random numbers or keeps statistics.
    void trainingIsBitIdenticalWithAndWithoutThem() {
        auto config = test::smallConfig(data_);
        config.model.shortcut = true;
        config.model.normalization = spec::Normalization::Batch;
        config.model.activation = spec::Activation::RReLU;
        config.model.blocks = {{"s2", spec::Activation::SReLU, {}, {}, {}}, {"s3", spec::Activation::ELU, {}, {}, {}}};
        config.model.dropout = 0.3;
        config.optimizer.accumulateBatches = 2;
        config.telemetry.spectrumSteps = 1;
        const fs::path watched = run(config);
        config.telemetry.spectrumSteps = 1000;
        const fs::path unwatched = run(config);
        const auto count = [](const fs::path& path) {
            return test::valuesIn(path).at(tags::gradient + "s3.b1.relu").size();
        };
        QCOMPARE(count(watched), std::size_t{4});
        QCOMPARE(count(unwatched), std::size_t{1});
        const auto state = [](const fs::path& path) {
            return interop::stateDictOf(interop::readTorchFile(path / "checkpoints/latest.pt"), path.string());
        };
        const auto got = state(watched), expected = state(unwatched);
        QCOMPARE(got.size(), expected.size());
        for (std::size_t i = 0; i < got.size(); ++i)
            QVERIFY2(at::equal(got[i].second, expected[i].second), got[i].first.c_str());
    }
};

QTEST_APPLESS_MAIN(TestSignalNorms)
#include "tst_signalnorms.moc"
