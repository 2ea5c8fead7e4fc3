// Exported ONNX files give the logits of the network.
#include <ATen/ATen.h>
#include <torch/utils.h>

#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "ExportedNetworks.h"
#include "InteropFiles.h"
#include "OnnxRunner.h"
#include "model/interop/OnnxFile.h"
#include "model/interop/PlainKernels.h"
#include "model/interop/StateDict.h"

using namespace isonet;

class TestOnnx : public QObject {
    Q_OBJECT
    QTemporaryDir folder_{test::scratchTemplate()};
    std::filesystem::path file() const { return folder_.filePath("net.onnx").toStdString(); }

    test::OnnxContents exported(const model::Network& network, const interop::ExportNotes& notes = {}) const {
        interop::writeOnnx(interop::graphOf(network->spec()),
                           interop::plainState(interop::stateDict(network), network->plan()), notes, file());
        return test::readOnnx(test::readBytes(file()));
    }

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }

    void theLogitsAreTheNetworks_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto& each : test::exportedNetworks())
            QTest::newRow(each.name.c_str()) << index++;
    }

    void theLogitsAreTheNetworks() {
        QFETCH(int, index);
        const spec::ModelSpec spec = test::exportedNetworks()[static_cast<std::size_t>(index)].spec;
        model::Network network = test::filledNetwork(spec);
        const test::OnnxContents model = exported(network);
        const at::NoGradGuard noGradient;
        const bool fixed = spec.head.pool == spec::HeadPooling::Flatten;
        for (const std::int64_t count : {1, 3})
            for (const int more : {0, fixed ? 0 : 8}) {
                const at::Tensor images = test::imagesFor(spec, count, more, more / 2);
                const at::Tensor logits = network->forward(images);
                QVERIFY(logits.std().item<double>() > 1e-3);
                const double off = test::difference(test::runOnnx(model, images), logits);
                QVERIFY2(off < 1e-5, qPrintable(QString::number(off)));
            }
    }

    // A wrong parameter must be noticed: the networks' logits depend on each of them.
    void everyParameterMatters_data() { theLogitsAreTheNetworks_data(); }

    void everyParameterMatters() {
        QFETCH(int, index);
        const spec::ModelSpec spec = test::exportedNetworks()[static_cast<std::size_t>(index)].spec;
        if (spec.family == spec::Family::ImageNet && spec.stages.empty())
            QSKIP("takes long; smaller networks have the same operations");
        const at::NoGradGuard noGradient;
        const model::Network network = test::filledNetwork(spec);
        test::OnnxContents model = exported(network);
        const at::Tensor images = test::imagesFor(spec, 2);
        const at::Tensor logits = test::runOnnx(model, images);
        const double noticed = 1e-5 * std::min(1.0, logits.std().item<double>());
        for (const auto& [name, tensor] : interop::plainState(interop::stateDict(network), network->plan())) {
            if (!tensor.is_floating_point())
                continue;
            QVERIFY2(model.tensors.contains(name), name.c_str());
            const at::Tensor kept = model.tensors[name];
            // A small change of b may change nothing: it acts only where a signal is below it.
            model.tensors[name] = name.ends_with("srelu_bias") ? kept + 3 : kept * 1.5 + 0.1;
            QVERIFY2(test::difference(test::runOnnx(model, images), logits) > noticed, name.c_str());
            model.tensors[name] = kept;
        }
    }

    void theFileDescribesItself() {
        spec::ModelSpec spec;
        spec.depth = 8;
        const auto model =
            exported(test::filledNetwork(spec), {"1.2", {0.4, 0.5, 0.6}, {0.25, 0.25, 0.2}, {"cat", "dog"}});
        QCOMPARE(model.irVersion, 8);
        QCOMPARE(model.opset, 17);
        QCOMPARE(model.version, std::string("1.2"));
        QCOMPARE(model.graph, std::string("ISONet-8"));
        QCOMPARE(model.metadata.at("mean"), std::string("(0.4, 0.5, 0.6)"));
        QCOMPARE(model.metadata.at("classes"), std::string("cat\ndog"));
        QVERIFY2(model.doc.find("deviation (0.25, 0.25, 0.2)") != std::string::npos, model.doc.c_str());
        QCOMPARE(model.inputs.size(), 1u);
        QCOMPARE(model.inputs[0].name, std::string("images"));
        QCOMPARE(model.inputs[0].shape, (std::vector<std::string>{"batch", "3", "height", "width"}));
        QCOMPARE(model.outputs[0].name, std::string("logits"));
        QCOMPARE(model.outputs[0].shape, (std::vector<std::string>{"batch", "10"}));
        const auto first = model.operators[1];
        QCOMPARE(first.type, std::string("Max"));
        QCOMPARE(first.inputs, (std::vector<std::string>{"stem.conv", "stem.relu.srelu_bias"}));
    }

    void aFlattenedMapFixesTheImageSize() {
        spec::ModelSpec spec;
        spec.depth = 8;
        spec.width = 24;
        spec.head.pool = spec::HeadPooling::Flatten;
        QCOMPARE(exported(test::filledNetwork(spec)).inputs[0].shape,
                 (std::vector<std::string>{"batch", "3", "32", "24"}));
    }

    void dropoutIsLeftOut() {
        spec::ModelSpec spec;
        spec.depth = 8;
        const auto without = exported(test::filledNetwork(spec)).operators.size();
        spec.dropout = 0.5;
        QCOMPARE(exported(test::filledNetwork(spec)).operators.size(), without);
    }

    void moreThanTwoGigabytesAreRefused() {
        spec::ModelSpec spec;
        spec.depth = 8;
        auto state = interop::stateDict(test::filledNetwork(spec));
        state.back().second = at::zeros({1, 1}).expand({10, 60'000'000});  // takes no memory
        test::writeBytes(file(), "old");
        try {
            interop::writeOnnx(interop::graphOf(spec), state, {}, file());
            QFAIL("no exception");
        } catch (const std::invalid_argument& error) {
            const QString message = error.what();
            QVERIFY2(message.contains("2.4 GB of weights") && message.contains("at most 2.1 GB"), qPrintable(message));
        }
        QCOMPARE(test::readBytes(file()), std::string("old"));
    }

    void aMissingWeightIsNamed() {
        spec::ModelSpec spec;
        spec.depth = 8;
        auto state = interop::stateDict(test::filledNetwork(spec));
        std::erase_if(state, [](const auto& each) { return each.first == "s2.b1.f.b.weight"; });
        try {
            interop::writeOnnx(interop::graphOf(spec), state, {}, file());
            QFAIL("no exception");
        } catch (const std::invalid_argument& error) {
            QVERIFY2(QString(error.what()).contains("s2.b1.f.b.weight"), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestOnnx)
#include "tst_onnx.moc"
