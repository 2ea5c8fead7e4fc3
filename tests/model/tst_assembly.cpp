// Networks of stages as modules: they follow their plan, and each part computes what its header says.
#include <ATen/ATen.h>
#include <torch/types.h>

#include <QtTest>

#include "model/layers/Network.h"
#include "model/layers/Resampling.h"
#include "model/spec/Architecture.h"

using namespace isonet;
using spec::BlockKind;
using spec::Downsampling;

namespace {

spec::StageSpec stage(int blocks, int channels, int stride = 1, BlockKind kind = BlockKind::Basic) {
    spec::StageSpec result;
    result.blocks = blocks;
    result.channels = channels;
    result.stride = stride;
    result.block = kind;
    return result;
}

spec::ModelSpec assembled(std::vector<spec::StageSpec> stages) {
    spec::ModelSpec spec;
    spec.channels = 1;
    spec.height = spec.width = 16;
    spec.stages = std::move(stages);
    return spec;
}

struct Row {
    const char* name;
    spec::ModelSpec spec;
};

// Networks that no preset has.
std::vector<Row> networks() {
    std::vector<Row> rows;
    const auto add = [&](const char* name, spec::ModelSpec spec) -> spec::ModelSpec& {
        rows.push_back({name, std::move(spec)});
        return rows.back().spec;
    };
    {
        auto& s = add("5x5, no downsampling", assembled({stage(1, 8), stage(1, 12), stage(1, 16, 2)}));
        for (auto& each : s.stages)
            each.kernel = {{5, 5}};
        s.activation = spec::Activation::ReLU;
    }
    {
        auto& s = add("grouped", assembled({stage(2, 16), stage(2, 32, 2)}));
        s.stages[0].groups = s.stages[1].groups = 4;
        s.shortcut = true;
        s.multiplier = spec::ResidualMultiplier::PerChannel;
    }
    add("depthwise",
        assembled({stage(1, 16, 1, BlockKind::DepthwiseSeparable), stage(2, 32, 2, BlockKind::DepthwiseSeparable)}));
    {
        auto& s = add("bottleneck 48-96-192",
                      assembled({stage(1, 48, 1, BlockKind::Bottleneck), stage(1, 96, 2, BlockKind::Bottleneck),
                                 stage(1, 192, 2, BlockKind::Bottleneck)}));
        s.shortcut = true;
        s.normalization = spec::Normalization::Batch;
    }
    {
        auto& s = add("dilated and strided", assembled({stage(1, 8), stage(1, 16, 2)}));
        s.stages[1].dilation = 3;
    }
    {
        auto& s = add("group normalization, standardized", assembled({stage(1, 8), stage(1, 16, 2)}));
        s.normalization = spec::Normalization::Group;
        s.weightStandardization = true;
        s.shortcut = true;
    }
    {
        auto& s = add("normalization of the stem, standardization by stage", assembled({stage(1, 8), stage(1, 16, 2)}));
        s.stem = spec::StemSpec{};
        s.stem->normalization = spec::Normalization::Layer;
        s.stem->weightStandardization = true;
        s.stages[1].weightStandardization = true;
        s.stages[1].normalization = spec::Normalization::Group;
        s.shortcut = true;
    }
    {
        auto& s = add("layer normalization, PReLU", assembled({stage(1, 8), stage(1, 16, 2)}));
        s.normalization = spec::Normalization::Layer;
        s.activation = spec::Activation::PReLU;
    }
    {
        auto& s = add("space to depth, average pooling", assembled({stage(1, 16), stage(1, 64, 2)}));
        s.stem = spec::StemSpec{};
        s.stem->stride = 2;
        s.stem->downsample = Downsampling::SpaceToDepth;
        s.stem->activated = false;
        s.stem->pool = spec::StemPooling::Average;
        s.stages[1].downsample = Downsampling::SpaceToDepth;
        s.shortcut = true;
    }
    {
        auto& s = add("blur, max and average pooling", assembled({stage(1, 8, 2), stage(1, 12, 2), stage(1, 16, 2)}));
        s.height = s.width = 17;
        s.stages[0].downsample = Downsampling::BlurPool;
        s.stages[1].downsample = Downsampling::MaxPool;
        s.stages[1].downsampleAt = 1;
        s.stages[2].downsample = Downsampling::AveragePool;
        s.shortcut = true;
    }
    {
        auto& s = add("even and rectangular kernels", assembled({stage(1, 8), stage(1, 16, 2)}));
        s.stages[0].kernel = {{1, 7}, {7, 1}};
        s.stages[1].kernel = {{2, 2}, {4, 3}};
        s.stages[1].dilation = 2;
    }
    add("plain stack", assembled({stage(30, 8, 1, BlockKind::Plain)}));
    {
        auto& s = add("flatten, hidden layers", assembled({stage(1, 8, 4)}));
        s.head = {spec::HeadPooling::Flatten, {20, 12}, false};
        s.dropout = 0.5;
    }
    {
        auto& s = add("1x1 kernels on one channel, strided", assembled({stage(1, 1, 1), stage(1, 8, 2)}));
        s.stem = spec::StemSpec{};
        s.stem->kernel = {1, 1};
        s.stem->stride = 2;
        s.stages[1].kernel = {{1, 1}};
        s.shortcut = true;
    }
    {
        auto& s = add("maximum, Fixup", assembled({stage(2, 8), stage(1, 16, 2, BlockKind::Bottleneck)}));
        s.head.pool = spec::HeadPooling::Max;
        s.shortcut = s.fixup = true;
        s.initialization = spec::Initialization::Kaiming;
    }
    return rows;
}

void addNetworks() {
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Row& row : networks())
        QTest::newRow(row.name) << index++;
}

}  // namespace

class TestAssembly : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Small workloads are faster on one thread, especially when tests run in parallel.
    void initTestCase() { torch::set_num_threads(1); }

    void init() { torch::manual_seed(7); }

    void networksFollowTheirPlan_data() { addNetworks(); }

    void networksFollowTheirPlan() {
        QFETCH(int, index);
        const spec::ModelSpec spec = networks()[static_cast<std::size_t>(index)].spec;
        model::Network network(spec);
        std::int64_t parameters = 0;
        for (const auto& parameter : network->parameters())
            parameters += parameter.numel();
        QCOMPARE(parameters, network->plan().parameters);
        struct Shapes : model::SignalObserver {
            explicit Shapes(const spec::NetworkPlan& of) : plan(of) {}
            void convolution(std::size_t i, const at::Tensor& in, const at::Tensor& out) override {
                const auto equal = [](const at::Tensor& x, const spec::Shape3& s) {
                    return x.sizes().slice(1) == at::IntArrayRef({s.channels, s.height, s.width});
                };
                QVERIFY2(equal(in, plan.convolutions[i].in) && equal(out, plan.convolutions[i].out),
                         plan.convolutions[i].name.c_str());
                ++convolutions;
            }
            void activation(std::size_t i, const at::Tensor&, const at::Tensor& after) override {
                const spec::Shape3& s = plan.activations[i].shape;
                QVERIFY2(after.sizes().slice(1) == at::IntArrayRef({s.channels, s.height, s.width}),
                         plan.activations[i].name.c_str());
                ++activations;
            }
            const spec::NetworkPlan& plan;
            std::size_t convolutions = 0, activations = 0;
        } shapes(network->plan());
        network->observe(&shapes);
        // Channels last, as in training.
        const at::Tensor images = torch::randn({2, spec.height, spec.width, spec.channels}).permute({0, 3, 1, 2});
        const at::Tensor logits = network(images);
        network->observe(nullptr);
        QCOMPARE(shapes.convolutions, network->plan().convolutions.size());
        QCOMPARE(shapes.activations, network->plan().activations.size());
        QVERIFY(logits.sizes() == at::IntArrayRef({2, 10}));
        logits.square().sum().backward();
        if (!spec.fixup)  // whose classifier and last convolutions start at 0
            for (const auto& item : network->named_parameters())
                QVERIFY2(item.value().grad().defined(), item.key().c_str());
    }

    // The same network on another layout of memory.
    void layoutDoesNotMatter_data() { addNetworks(); }

    void layoutDoesNotMatter() {
        QFETCH(int, index);
        const spec::ModelSpec spec = networks()[static_cast<std::size_t>(index)].spec;
        model::Network network(spec);
        network->eval();
        network->to(at::kDouble);
        const at::NoGradGuard noGrad;
        const at::Tensor images = torch::randn({2, spec.channels, spec.height, spec.width}, at::kDouble);
        const at::Tensor logits = network(images);
        const at::Tensor other = network(images.contiguous(at::MemoryFormat::ChannelsLast));
        QVERIFY(torch::allclose(logits, other, 1e-9, 1e-12));
    }

    // A delta kernel of any size, stride 1, is the identity: its 1 is at the output's own pixel.
    void deltaKernelsAreTheIdentity_data() {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("dilation");
        for (const auto& [height, width, dilation] :
             {std::array{1, 1, 1}, std::array{2, 2, 1}, std::array{3, 3, 2}, std::array{4, 4, 1}, std::array{1, 7, 1},
              std::array{7, 1, 1}, std::array{2, 5, 3}})
            QTest::addRow("%dx%d, dilation %d", height, width, dilation) << height << width << dilation;
    }

    void deltaKernelsAreTheIdentity() {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, dilation);
        auto spec = assembled({stage(1, 16, 1, BlockKind::Plain)});
        spec.stages[0].kernel = {{height, width}};
        spec.stages[0].dilation = dilation;
        spec.activation = spec::Activation::ReLU;
        model::Network network(spec);
        auto* part = network->named_children()["s1"]->as<model::StageImpl>();
        const at::NoGradGuard noGrad;
        const at::Tensor x = torch::rand({2, 16, 16, 16});
        QVERIFY(torch::equal(part->forward(x.clone()), x));
    }

    void spaceToDepthIsAnIsometry() {
        const at::Tensor x = torch::randn({2, 3, 6, 6});
        const at::Tensor y = model::resampled(x, {Downsampling::SpaceToDepth, 3});
        QVERIFY(y.sizes() == at::IntArrayRef({2, 27, 2, 2}));
        QVERIFY(torch::allclose(y.norm(), x.norm()));
        QCOMPARE(y[1][9 * 2 + 3 * 1 + 2][1][0].item<float>(), x[1][2][3 + 1][2].item<float>());
    }

    void blurPoolIsTheBinomialFilter() {
        const at::Tensor x = torch::randn({2, 3, 7, 6}, at::kDouble);
        const at::Tensor row = torch::tensor({1.0, 2.0, 1.0}, at::kDouble) / 4;
        const at::Tensor filter = at::outer(row, row).expand({3, 1, 3, 3});
        const at::Tensor expected = at::conv2d(at::reflection_pad2d(x, {1, 1, 1, 1}), filter, {}, at::IntArrayRef{2, 2},
                                               at::IntArrayRef{0, 0}, at::IntArrayRef{1, 1}, 3);
        QVERIFY(torch::allclose(model::resampled(x, {Downsampling::BlurPool, 2}), expected, 1e-12, 1e-12));
    }

    void standardizedKernelsHaveMean0AndVariance1() {
        const at::Tensor weight = torch::randn({5, 4, 3, 3}) * 3 + 1;
        const at::Tensor kernel = model::standardizedKernel(weight).flatten(1);
        QVERIFY(kernel.mean(1).abs().max().item<float>() < 1e-6);
        QVERIFY((kernel.square().mean(1) - 1).abs().max().item<float>() < 1e-5);
    }

    void normalizationHasItsNames() {
        auto spec = assembled({stage(1, 8)});
        spec.shortcut = true;
        for (const auto kind : {spec::Normalization::Batch, spec::Normalization::Group, spec::Normalization::Layer}) {
            spec.normalization = kind;
            model::Network network(spec);
            const std::string suffix(spec::info(kind).module);
            const auto parameters = network->named_parameters();
            for (const std::string& name : {"stem." + suffix, "s1.b1." + suffix, "s1.b1.f.a_" + suffix})
                QVERIFY2(parameters.contains(name + ".weight") && parameters.contains(name + ".bias"), name.c_str());
        }
    }

    // Recomputed stages: gradients and running statistics have the same bits, and fewer signals are kept.
    void recomputationChangesNothing_data() {
        QTest::addColumn<int>("activation");
        QTest::addColumn<int>("normalization");
        QTest::newRow("SReLU") << int(spec::Activation::SReLU) << int(spec::Normalization::None);
        QTest::newRow("RReLU, BatchNorm") << int(spec::Activation::RReLU) << int(spec::Normalization::Batch);
        QTest::newRow("PReLU, GroupNorm") << int(spec::Activation::PReLU) << int(spec::Normalization::Group);
    }

    void recomputationChangesNothing() {
        QFETCH(int, activation);
        QFETCH(int, normalization);
        auto spec = assembled({stage(3, 8), stage(2, 16, 2)});
        spec.shortcut = true;
        spec.activation = static_cast<spec::Activation>(activation);
        spec.normalization = static_cast<spec::Normalization>(normalization);
        const at::Tensor images = torch::randn({4, 1, 16, 16});
        const auto state = [&](const std::vector<std::string>& stages) {
            torch::manual_seed(3);
            model::Network network(spec);
            network->recompute(stages);
            for (int step = 0; step < 2; ++step) {
                const at::Tensor extra = network->parameters()[3].square().sum();
                (network(images).square().sum() + extra).backward();
            }
            std::vector<at::Tensor> all{torch::rand({1})};  // the generator's state is the same, too
            for (const auto& parameter : network->parameters())
                all.push_back(parameter.grad());
            for (const auto& buffer : network->buffers())
                all.push_back(buffer);
            return all;
        };
        const auto kept = state({}), recomputed = state({"s*"});
        QCOMPARE(recomputed.size(), kept.size());
        for (std::size_t i = 0; i < kept.size(); ++i)
            QVERIFY2(torch::equal(recomputed[i], kept[i]), qPrintable(QString::number(i)));
    }
};

QTEST_APPLESS_MAIN(TestAssembly)
#include "tst_assembly.moc"
