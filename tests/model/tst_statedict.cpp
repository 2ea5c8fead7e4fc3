// State dicts: Python's names and order, exact loading, and errors that leave the network unchanged.
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include <QtTest>

#include "InteropFiles.h"
#include "model/interop/Safetensors.h"
#include "model/interop/StateDict.h"

using namespace isonet;
using namespace isonet::interop;
using namespace isonet::test;

namespace {

// Children between parameters: Python's order differs from that of a flat list.
struct Block : torch::nn::Module {
    Block() {
        convolution = register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 3, 3)));
        normalization = register_module("bn", torch::nn::BatchNorm2d(3));
        scale = register_parameter("scale", torch::ones({1, 1, 1, 1}));
        fixed = register_buffer("offset", torch::full({1, 3, 1, 1}, -1.f));
    }
    torch::nn::Conv2d convolution{nullptr};
    torch::nn::BatchNorm2d normalization{nullptr};
    at::Tensor scale, fixed;
};

std::vector<std::string> namesOf(const StateDict& state) {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : state)
        names.push_back(name);
    return names;
}

StateDict filled(const torch::nn::Module& module, std::uint32_t stream) {
    StateDict state = stateDictOf(module);
    for (auto& [name, tensor] : state)
        tensor.copy_(fill(stream++, tensor.sizes()) * 10);
    return state;
}

bool equal(const StateDict& a, const StateDict& b) {
    return same(toValue(a), toValue(b));
}

}  // namespace

class StateDictTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_{scratchTemplate()};
    std::filesystem::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

private Q_SLOTS:
    void entriesHavePythonsOrder() {
        const std::vector<std::string> expected = {"scale",           "offset",         "conv.weight",
                                                   "conv.bias",       "bn.weight",      "bn.bias",
                                                   "bn.running_mean", "bn.running_var", "bn.num_batches_tracked"};
        const StateDict state = stateDictOf(Block());
        QVERIFY(namesOf(state) == expected);
        QCOMPARE(state.back().second.scalar_type(), at::kLong);
        QCOMPARE(state.back().second.dim(), std::int64_t{0});
    }

    void stateDictIsACopy() {
        Block block;
        const StateDict state = stateDictOf(block);
        torch::NoGradGuard noGradient;
        block.scale.fill_(5);
        QCOMPARE(state.front().second.item<float>(), 1.f);
        QVERIFY(!state.front().second.requires_grad());
    }

    void everyNetworkRoundTripsThroughAFile_data() {
        QTest::addColumn<bool>("shortcut");
        QTest::addColumn<bool>("batch");
        QTest::newRow("ISONet") << false << false;
        QTest::newRow("R-ISONet") << true << false;
        QTest::newRow("ResNet") << true << true;
    }
    void everyNetworkRoundTripsThroughAFile() {
        QFETCH(bool, shortcut);
        QFETCH(bool, batch);
        spec::ModelSpec spec;
        spec.depth = 8;
        spec.shortcut = shortcut;
        if (batch) {
            spec.normalization = spec::Normalization::Batch;
            spec.activation = spec::Activation::ReLU;
        } else if (shortcut) {
            spec.multiplier = spec::ResidualMultiplier::Scalar;
        }
        model::Network written(spec), read(spec);
        loadStateDict(written, filled(*written, 7), "fill");
        const StateDict state = stateDict(written);
        QCOMPARE(state.front().first, std::string("stem.conv.weight"));
        writeTorchFile(Dict{{"net", toValue(state)}, {"epoch", 3}}, path("net.pt"));
        loadStateDict(read, readWeights(path("net.pt")), "net.pt");
        QVERIFY(equal(stateDict(read), state));
        writeSafetensors(state, path("net.safetensors"));
        model::Network third(spec);
        loadStateDict(third, readWeights(path("net.safetensors")), "net.safetensors");
        QVERIFY(equal(stateDict(third), state));
    }

    void mismatchIsReportedAndChangesNothing() {
        Block block;
        const StateDict before = stateDictOf(block);
        StateDict state = filled(block, 1);
        state[0].second = torch::zeros({3});                      // scale
        state[1].second = torch::zeros({1, 3, 1, 1}, at::kLong);  // offset
        state.erase(state.begin() + 2);                           // conv.weight
        state.emplace_back("head.weight", torch::zeros({2, 2}));
        const StateDictDifference difference = compare(block, state);
        QVERIFY(difference.missing == std::vector<std::string>{"conv.weight (3, 2, 3, 3)"});
        QVERIFY(difference.unexpected == std::vector<std::string>{"head.weight (2, 2)"});
        const std::vector<std::string> mismatched = {"scale: (1, 1, 1, 1) in the network, (3) in the file",
                                                     "offset: Float in the network, Long in the file"};
        QVERIFY(difference.mismatched == mismatched);
        for (const char* name : {"x1", "x2", "x3"})
            state.emplace_back(name, torch::zeros({2}));
        try {
            loadStateDict(block, state, "reference.pt", "Take another one.");
            QFAIL("it was loaded");
        } catch (const FormatError& error) {
            // Counts and remedy first, then the first few names.
            QCOMPARE(
                QString(error.what()),
                QString("reference.pt: the weights do not match the network; tensors missing: 1, unexpected: 4, "
                        "with a different shape or type: 2.\nTake another one."
                        "\n  missing:\n    conv.weight (3, 2, 3, 3)"
                        "\n  unexpected:\n    head.weight (2, 2)\n    x1 (2)\n    x2 (2)\n    and 1 more"
                        "\n  with a different shape or type:\n    scale: (1, 1, 1, 1) in the network, (3) in the file"
                        "\n    offset: Float in the network, Long in the file"));
        }
        QVERIFY(equal(stateDictOf(block), before));
    }

    void oldFilesWithoutCountersLoad() {
        Block block;
        StateDict state = filled(block, 1);
        state.pop_back();
        loadStateDict(block, state, "old.pt");
        QVERIFY(equal(StateDict(state.begin(), state.end() - 1), [&] {
            StateDict loaded = stateDictOf(block);
            loaded.resize(state.size() - 1);
            return loaded;
        }()));
    }

    void halfPrecisionWeightsAreConverted() {
        Block block;
        StateDict state = filled(block, 1);
        for (auto& [name, tensor] : state)
            if (tensor.is_floating_point())
                tensor = tensor.to(at::kHalf);
        loadStateDict(block, state, "half.pt");
        QCOMPARE(block.scale.scalar_type(), at::kFloat);
        QVERIFY(at::equal(block.scale.detach().to(at::kHalf), state[0].second));
        QVERIFY(block.scale.requires_grad());
    }

    void checkpointsAreUnwrapped_data() {
        QTest::addColumn<QString>("wrapper");
        QTest::newRow("bare") << "";
        QTest::newRow("authors") << "net";
        QTest::newRow("common") << "state_dict";
    }
    void checkpointsAreUnwrapped() {
        QFETCH(QString, wrapper);
        const Dict inner{{"module.conv.weight", fill(1, {2})}, {"fc.module.bias", fill(2, {3})}};
        const Value checkpoint =
            wrapper.isEmpty() ? Value(inner) : Value(Dict{{"epoch", 1}, {wrapper.toStdString(), inner}});
        const StateDict state = stateDictOf(checkpoint, "x.pt");
        QVERIFY(namesOf(state) == (std::vector<std::string>{"conv.weight", "fc.module.bias"}));
    }

    void otherContentIsRejected() {
        const auto reports = [](const Value& value, const char* what) {
            try {
                stateDictOf(value, "x.pt");
            } catch (const FormatError& error) {
                const std::string message = error.what();
                return message.find(what) != std::string::npos && message.find("x.pt") != std::string::npos;
            }
            return false;
        };
        QVERIFY(reports(3, "an integer"));
        QVERIFY(reports(List{}, "a list"));
        QVERIFY(reports(Dict{{"epoch", 3}}, "'epoch' is an integer"));
        QVERIFY(reports(Dict{{"net", Dict{{"w", "text"}}}}, "'w' is a string"));
        QVERIFY(reports(Dict{{"module.w", fill(1, {1})}, {"w", fill(1, {1})}}, "two entries are named 'w'"));
    }

    void entriesOfTheWrongTypeAreNamed() {
        const Value value = Dict{{"epoch", "three"}};
        try {
            value.get<std::int64_t>("epoch");
            QFAIL("it was an integer");
        } catch (const FormatError& error) {
            QCOMPARE(QString(error.what()), QString("entry 'epoch' is a string, expected an integer"));
        }
        QVERIFY_EXCEPTION_THROWN(value.get<Dict>("net"), FormatError);
        QVERIFY(value.find("net") == nullptr);
    }
};

QTEST_GUILESS_MAIN(StateDictTest)
#include "tst_statedict.moc"
