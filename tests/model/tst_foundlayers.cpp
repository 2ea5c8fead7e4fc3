// Networks from weights alone: layers with strides, groups and grids by name and shape, and a ResNet of torchvision's
// names that gives the logits of the same operations written out.
#include <torch/types.h>

#include <QtTest>
#include <algorithm>
#include <cmath>

#include "InteropFiles.h"
#include "model/interop/FoundLayers.h"
#include "model/interop/ImportedWeights.h"
#include "model/interop/ResNetSpec.h"
#include "model/interop/StateDict.h"
#include "model/interop/WeightSets.h"
#include "model/spec/Architecture.h"

using namespace isonet;
using namespace isonet::interop;
using namespace isonet::test;

namespace {

// A state dict with torchvision's names and arbitrary values.
class ResNetState {
public:
    void convolution(const std::string& name, at::IntArrayRef shape) {
        const double fan = static_cast<double>(shape[1] * shape[2] * shape[3]);
        add(name + ".weight", fill(next_, shape) * std::sqrt(3 / fan));
    }
    void norm(const std::string& name, std::int64_t channels) {
        add(name + ".weight", fill(next_, {channels}) * 0.3 + 1);
        add(name + ".bias", fill(next_, {channels}) * 0.2);
        add(name + ".running_mean", fill(next_, {channels}) * 0.2);
        add(name + ".running_var", fill(next_, {channels}) * 0.3 + 1);
        add(name + ".num_batches_tracked", torch::tensor(5));
    }
    void linear(const std::string& name, std::int64_t outputs, std::int64_t inputs) {
        add(name + ".weight", fill(next_, {outputs, inputs}));
        add(name + ".bias", fill(next_, {outputs}));
    }
    StateDict state;
    const at::Tensor& operator[](const std::string& name) const {
        return std::ranges::find(state, name, &StateDict::value_type::first)->second;
    }

private:
    void add(const std::string& name, const at::Tensor& tensor) {
        state.emplace_back(name, tensor);
        ++next_;
    }
    std::uint32_t next_ = 1;
};

struct Shape {
    bool bottleneck = false;
    std::vector<int> blocks;
    int channels = 8, width = 4, groups = 1, stem = 7;
};

// Stages of 8, 16, 32, ... channels, as torchvision's resnet.py builds them.
ResNetState resNet(const Shape& shape) {
    ResNetState net;
    net.convolution("conv1", {8, 3, shape.stem, shape.stem});
    net.norm("bn1", 8);
    std::int64_t inputs = 8;
    for (std::size_t s = 0; s < shape.blocks.size(); ++s) {
        const std::int64_t outputs = shape.channels << s, width = shape.bottleneck ? shape.width << s : outputs;
        for (int b = 0; b < shape.blocks[s]; ++b) {
            const std::string block = "layer" + std::to_string(s + 1) + "." + std::to_string(b) + ".";
            if (shape.bottleneck) {
                net.convolution(block + "conv1", {width, inputs, 1, 1});
                net.convolution(block + "conv2", {width, width / shape.groups, 3, 3});
                net.convolution(block + "conv3", {outputs, width, 1, 1});
                net.norm(block + "bn3", outputs);
            } else {
                net.convolution(block + "conv1", {width, inputs, 3, 3});
                net.convolution(block + "conv2", {outputs, width, 3, 3});
            }
            net.norm(block + "bn1", width);
            net.norm(block + "bn2", shape.bottleneck ? width : outputs);
            if (b == 0 && (inputs != outputs || s > 0)) {
                net.convolution(block + "downsample.0", {outputs, inputs, 1, 1});
                net.norm(block + "downsample.1", outputs);
            }
            inputs = outputs;
        }
    }
    net.linear("fc", 5, inputs);
    return net;
}

// The forward pass of torchvision's ResNet, written out.
at::Tensor logits(const ResNetState& net, const Shape& shape, const at::Tensor& images) {
    const auto convolve = [&](const at::Tensor& x, const std::string& name, int stride, int groups = 1) {
        const at::Tensor& weight = net[name + ".weight"];
        return at::conv2d(x, weight, {}, stride, weight.size(2) / 2, 1, groups);
    };
    const auto norm = [&](const at::Tensor& x, const std::string& name) {
        return at::batch_norm(x, net[name + ".weight"], net[name + ".bias"], net[name + ".running_mean"],
                              net[name + ".running_var"], false, 0.1, 1e-5, false);
    };
    const bool large = shape.stem == 7;
    at::Tensor x = at::relu(norm(convolve(images, "conv1", large ? 2 : 1), "bn1"));
    if (large)
        x = at::max_pool2d(x, 3, 2, 1);
    for (std::size_t s = 0; s < shape.blocks.size(); ++s)
        for (int b = 0; b < shape.blocks[s]; ++b) {
            const std::string block = "layer" + std::to_string(s + 1) + "." + std::to_string(b) + ".";
            const int stride = s > 0 && b == 0 ? 2 : 1;
            at::Tensor y = at::relu(norm(convolve(x, block + "conv1", shape.bottleneck ? 1 : stride), block + "bn1"));
            y = norm(convolve(y, block + "conv2", shape.bottleneck ? stride : 1, shape.groups), block + "bn2");
            if (shape.bottleneck)
                y = norm(convolve(at::relu(y), block + "conv3", 1), block + "bn3");
            const bool projects = b == 0 && (s > 0 || x.size(1) != y.size(1));
            const at::Tensor skip =
                projects ? norm(convolve(x, block + "downsample.0", stride), block + "downsample.1") : x;
            x = at::relu(y + skip);
        }
    return at::linear(x.mean({2, 3}), net["fc.weight"], net["fc.bias"]);
}

const FoundLayer& layerNamed(const FoundLayers& found, const std::string& name) {
    return *std::ranges::find(found.layers, name, [](const FoundLayer& layer) { return layer.plan.name; });
}

}  // namespace

class FoundLayersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void importedResNetGivesTheSameLogits_data() {
        QTest::addColumn<bool>("bottleneck");
        QTest::addColumn<int>("groups");
        QTest::addColumn<int>("stem");
        QTest::newRow("basic blocks") << false << 1 << 7;
        QTest::newRow("bottlenecks") << true << 1 << 7;
        QTest::newRow("grouped bottlenecks") << true << 2 << 7;
        QTest::newRow("3x3 stem") << false << 1 << 3;
    }
    void importedResNetGivesTheSameLogits() {
        QFETCH(bool, bottleneck);
        QFETCH(int, groups);
        QFETCH(int, stem);
        const Shape shape{bottleneck, {2, 1, 1}, bottleneck ? 16 : 8, 8, groups, stem};
        const ResNetState net = resNet(shape);
        const auto spec = resNetSpec(net.state);
        QVERIFY(spec.has_value());
        QCOMPARE(spec->classes, 5);
        model::Network network(*spec);
        ImportedWeights weights{net.state, {}};
        fitNames(weights, *network);
        QCOMPARE(weights.report.layout, std::string("torchvision"));
        loadStateDict(network, weights.tensors, "resnet.pth");
        network->eval();
        const at::NoGradGuard noGrad;
        const at::Tensor images = fill(99, {2, 3, 48, 40});
        const at::Tensor expected = logits(net, shape, images);
        QVERIFY((network->forward(images) - expected).abs().max().item<double>() <
                1e-5 * expected.abs().max().item<double>());
    }

    void publishedResNetsAreNamed() {
        // ResNet-18's names and shapes; values do not matter.
        ResNetState net;
        const auto kernel = [&](const std::string& name, at::IntArrayRef shape) {
            net.state.emplace_back(name + ".weight", torch::empty(shape));
        };
        kernel("conv1", {64, 3, 7, 7});
        kernel("bn1", {64});
        for (int s = 0; s < 4; ++s)
            for (int b = 0; b < 2; ++b) {
                const std::string block = "layer" + std::to_string(s + 1) + "." + std::to_string(b) + ".";
                const std::int64_t outputs = 64 << s;
                kernel(block + "conv1", {outputs, b == 0 && s > 0 ? outputs / 2 : outputs, 3, 3});
                kernel(block + "conv2", {outputs, outputs, 3, 3});
                if (b == 0 && s > 0)
                    kernel(block + "downsample.0", {outputs, outputs / 2, 1, 1});
            }
        kernel("fc", {1000, 512});
        net.state.emplace_back("fc.bias", torch::empty({1000}));
        const auto spec = resNetSpec(net.state);
        QVERIFY(spec.has_value());
        QCOMPARE(spec::networkName(*spec), std::string("ResNet-18"));
        QVERIFY(spec->stages.empty());
        QCOMPARE(spec->height, 224);
        net.state.emplace_back("layer1.0.se.fc1.weight", torch::empty({4, 64, 1, 1}));
        QVERIFY(!resNetSpec(net.state).has_value());
        QCOMPARE(nameOutsideResNets(net.state), std::string("layer1.0.se.fc1.weight"));
        net.state.pop_back();
        QCOMPARE(nameOutsideResNets(net.state), std::string());
    }

    // A file of a few bytes may expand to any size.
    void expandedTensorsTakeNoMemory() {
        const at::Tensor huge = torch::zeros({1}).expand({1'000'000, 1'000'000});
        const WeightSet set = summarize("net", {{"a.weight", huge}});
        QVERIFY(set.finite && set.zeros);
        const FoundLayers found = findLayers({{"a.weight", huge}, {"b.weight", torch::eye(3)}});
        QCOMPARE(found.layers.size(), std::size_t{1});
        QCOMPARE(found.otherWeights, (std::vector<std::string>{"a.weight (1000000, 1000000)"}));
    }

    void patchesHaveTheirSizeAsStride() {
        for (const char* name : {"patch_embed.proj", "vit.embeddings.patch_embeddings.projection", "conv_proj"}) {
            const FoundLayers found = findLayers({{std::string(name) + ".weight", torch::randn({8, 3, 4, 4})},
                                                  {"blocks.0.mlp.fc1.weight", torch::randn({16, 8})}});
            QCOMPARE(found.layers.size(), std::size_t{2});
            QCOMPARE(found.layers[0].plan.stride, 4);
            QCOMPARE(found.layers[0].plan.in.height, 224);
            QCOMPARE(found.layers[0].stride, Origin::Names);
        }
        QCOMPARE(findLayers({{"my_conv_proj.weight", torch::randn({8, 3, 4, 4})}}).layers[0].plan.stride, 1);
    }

    void stridesAndGridsFollowResNetsNames() {
        const FoundLayers basic = findLayers(resNet({false, {1, 2}}).state);
        const auto expect = [](const FoundLayers& found, const std::string& name, int stride, int grid) {
            const FoundLayer& layer = layerNamed(found, name);
            QCOMPARE(layer.plan.stride, stride);
            QCOMPARE(layer.plan.in.height, grid);
            QVERIFY(layer.stride == Origin::Names && layer.grid == Origin::Names);
        };
        expect(basic, "conv1", 2, 224);
        expect(basic, "layer1.0.conv1", 1, 56);
        expect(basic, "layer2.0.conv1", 2, 56);
        expect(basic, "layer2.0.conv2", 1, 28);
        expect(basic, "layer2.0.downsample.0", 2, 56);
        expect(basic, "layer2.1.conv1", 1, 28);
        const FoundLayers bottleneck = findLayers(resNet({true, {1, 1, 1}, 16, 8, 2}).state);
        expect(bottleneck, "layer2.0.conv1", 1, 56);
        expect(bottleneck, "layer2.0.conv2", 2, 56);
        expect(bottleneck, "layer2.0.conv3", 1, 28);
        expect(bottleneck, "layer3.0.conv2", 2, 28);
        QCOMPARE(layerNamed(bottleneck, "layer2.0.conv2").plan.groups, 2);
        QVERIFY(layerNamed(bottleneck, "layer2.0.conv2").groups == Origin::Shapes);
        const FoundLayer& linear = layerNamed(bottleneck, "fc");
        QVERIFY(linear.linear && linear.weight.dim() == 4);
        expect(findLayers(resNet({false, {1, 1}, 8, 4, 1, 3}).state), "layer2.0.conv1", 2, 32);
    }

    void poolingShortcutsOfDeepStemsHaveStride1() {
        StateDict state = resNet({false, {1, 1}}).state;
        for (auto& [name, tensor] : state) {
            if (name == "conv1.weight")
                name = "conv1.0.weight";
            if (name == "layer2.0.downsample.0.weight")
                name = "layer2.0.downsample.1.weight";
            else if (name.starts_with("layer2.0.downsample.1."))
                name.replace(name.find("downsample.1"), 12, "downsample.2");
        }
        state.emplace_back("conv1.3.weight", fill(7, {8, 8, 3, 3}));
        const FoundLayers found = findLayers(state);
        QCOMPARE(layerNamed(found, "conv1.0").plan.stride, 2);
        QCOMPARE(layerNamed(found, "conv1.3").plan.stride, 1);
        QCOMPARE(layerNamed(found, "conv1.3").plan.in.height, 112);
        QCOMPARE(layerNamed(found, "layer2.0.downsample.1").plan.stride, 1);
        QCOMPARE(layerNamed(found, "layer2.0.downsample.1").plan.in.height, 28);
        QCOMPARE(layerNamed(found, "layer2.0.conv1").plan.stride, 2);
    }

    void otherNetworksAreAssumedAndChoicesCount() {
        const StateDict state{
            {"features.0.weight", fill(1, {8, 3, 3, 3})}, {"features.1.0.weight", fill(2, {8, 1, 3, 3})},
            {"embed.weight", fill(3, {100, 8})},          {"features.1.3.weight", fill(4, {16, 8, 1, 1})},
            {"time.weight", fill(5, {4, 4, 3})},          {"classifier.weight", fill(6, {10, 16})}};
        const FoundLayers plain = findLayers(state);
        QCOMPARE(plain.layers.size(), std::size_t{4});
        QVERIFY(plain.otherWeights == (std::vector<std::string>{"embed.weight (100, 8)", "time.weight (4, 4, 3)"}));
        const FoundLayer& first = plain.layers.front();
        QVERIFY(first.stride == Origin::Assumed && first.grid == Origin::Assumed);
        QCOMPARE(first.plan.in.height, 14);
        QCOMPARE(first.plan.groups, 1);
        QCOMPARE(layerNamed(plain, "features.1.0").plan.groups, 8);
        QCOMPARE(layerNamed(plain, "features.1.0").plan.inputs, 8);
        LayerChoices choices;
        choices.strides = {{"features.*", 2}, {"features.1.0", 3}};
        choices.groups = {{"features.1.0", 4}};
        choices.grid = spec::Shape3{0, 6, 9};
        const FoundLayers chosen = findLayers(state, choices);
        QCOMPARE(layerNamed(chosen, "features.0").plan.stride, 2);
        QCOMPARE(layerNamed(chosen, "features.1.0").plan.stride, 3);
        QCOMPARE(layerNamed(chosen, "features.1.0").plan.groups, 4);
        QVERIFY(layerNamed(chosen, "features.1.0").groups == Origin::Given);
        QCOMPARE(layerNamed(chosen, "features.0").plan.in.width, 9);
        choices.strides = {{"feature.0", 2}};
        QVERIFY_EXCEPTION_THROWN(findLayers(state, choices), std::invalid_argument);
        choices.strides.clear();
        choices.groups = {{"features.0", 3}};
        QVERIFY_EXCEPTION_THROWN(findLayers(state, choices), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(FoundLayersTest)
#include "tst_foundlayers.moc"
