#include "training/config/PaperPresets.h"

#include <array>
#include <initializer_list>
#include <string_view>

namespace isonet::config {
namespace {

using Change = void (*)(RunConfig&);

// Building blocks of the paper's methods. Each starts from vanilla(): no normalisation, no shortcut, ReLU, Kaiming.
void srelu(RunConfig& c) {
    c.model.activation = spec::Activation::SReLU;
}
void delta(RunConfig& c) {
    c.model.initialization = spec::Initialization::Delta;
}
void orthogonal(RunConfig& c) {
    c.penalty.kind = spec::PenaltyKind::Convolution;
    c.penalty.coefficient = 1e-4;
}
void isonet(RunConfig& c) {
    srelu(c);
    delta(c);
    orthogonal(c);
    if (c.model.depth == 101)
        c.penalty.coefficient = 3e-4;
}
void shortcut(RunConfig& c) {
    c.model.shortcut = true;
}
void batchNorm(RunConfig& c) {
    c.model.normalization = spec::Normalization::Batch;
    c.optimizer.learningRate = 0.1;
}
void resNet(RunConfig& c) {
    shortcut(c);
    batchNorm(c);
}
void rIsonet(RunConfig& c) {
    srelu(c);
    delta(c);
    orthogonal(c);
    shortcut(c);
    c.model.multiplier = spec::ResidualMultiplier::Scalar;
    c.model.multiplierStart = 0;
    c.optimizer.learningRate = 0.1;
}
void fixup(RunConfig& c) {
    shortcut(c);
    c.model.fixup = true;
    c.optimizer.learningRate = 0.1;
}
void dropoutTenth(RunConfig& c) {
    c.model.dropout = 0.1;
}
void dropoutFourTenths(RunConfig& c) {
    c.model.dropout = 0.4;
}

RunConfig vanilla(int depth) {
    RunConfig c;
    c.model.family = spec::Family::ImageNet;
    c.model.depth = depth;
    c.model.channels = 3;
    c.model.height = c.model.width = 224;
    c.model.classes = 1000;
    c.model.activation = spec::Activation::ReLU;
    c.model.initialization = spec::Initialization::Kaiming;
    c.penalty.kind = spec::PenaltyKind::None;
    c.penalty.coefficient = 0;
    c.data.dataset = "image-folder";
    c.data.cropPadding = 0;
    c.optimizer.learningRate = 0.02;
    c.schedule.milestones = {30, 60, 90};
    c.schedule.warmupEpochs = 5;
    c.run.epochs = 100;
    c.run.batchSize = 256;
    return c;
}

constexpr double kFailed = -1;  // the paper's N/A

struct Row {
    const char *table, *row, *slug, *method;
    std::initializer_list<Change> changes;
};

class Table {
public:
    void add(const Row& row, int depth, double top1) {
        const std::string depthText = std::to_string(depth);
        const std::string number = std::string(row.table).substr(5);
        Preset preset;
        preset.name = std::string(row.table) + "-" + row.row + "-" + row.slug + "-" + depthText;
        preset.title = "Table " + number + " (" + row.row + "): " + row.method + ", " + depthText + " layers";
        preset.table = row.table;
        preset.row = row.row;
        preset.paperFailed = top1 == kFailed;
        preset.paperTop1 = preset.paperFailed ? 0 : top1;
        preset.networkOnly = true;
        preset.config = vanilla(depth);
        for (const auto change : row.changes)
            change(preset.config);
        preset.config.run.name = preset.name;
        preset.description = "On ImageNet, " + result(preset) + " in the paper.";
        if (row.slug == std::string_view("fixup-mixup"))
            preset.description += " Mixup, an augmentation, is not part of this description.";
        presets_.push_back(std::move(preset));
    }
    void addDepths(const Row& row, const std::array<double, 4>& top1) {
        constexpr std::array<int, 4> depths{18, 34, 50, 101};
        for (size_t i = 0; i < depths.size(); ++i)
            add(row, depths[i], top1[i]);
    }
    std::vector<Preset> take() { return std::move(presets_); }
    Preset& last() { return presets_.back(); }

private:
    static std::string result(const Preset& preset) {
        if (preset.paperFailed)
            return "not converging or below 40 % (N/A)";
        std::string text = std::to_string(preset.paperTop1);
        return text.substr(0, text.find('.') + 3) + " % top-1";
    }
    std::vector<Preset> presets_;
};

void addAblations(Table& table) {
    table.add({"table1", "a", "resnet", "ResNet", {resNet}}, 34, 73.29);
    table.add({"table1", "b", "vanilla", "Vanilla", {}}, 34, 63.09);
    table.add({"table1", "c", "delta-ortho", "Vanilla with Delta and penalty", {delta, orthogonal}}, 34, 46.83);
    table.add({"table1", "d", "srelu", "Vanilla with SReLU", {srelu}}, 34, 67.35);
    table.add({"table1", "e", "srelu-ortho", "Vanilla with SReLU and penalty", {srelu, orthogonal}}, 34, 68.50);
    table.add({"table1", "f", "srelu-delta", "Vanilla with SReLU and Delta", {srelu, delta}}, 34, 68.55);
    table.add({"table1", "g", "isonet", "ISONet", {isonet}}, 34, 70.45);

    struct Coefficient {
        const char* text;
        double gamma, top1;
    };
    for (const auto& [text, gamma, top1] : {Coefficient{"0", 0, 68.55},
                                            {"1e-5", 1e-5, 70.08},
                                            {"3e-5", 3e-5, 70.44},
                                            {"1e-4", 1e-4, 70.45},
                                            {"3e-4", 3e-4, 69.32}}) {
        table.add({"table2", text, "isonet", "ISONet by penalty coefficient", {isonet}}, 34, top1);
        // At 0 the deviation is still measured.
        table.last().config.penalty.coefficient = gamma;
    }

    table.add({"table3", "a", "relu", "ISONet with ReLU", {delta, orthogonal}}, 34, 46.83);
    table.add({"table3", "b", "fixed-b", "ISONet, b fixed at -1", {isonet}}, 34, 70.27);
    table.last().config.model.offsetTrained = false;
    table.add({"table3", "c", "isonet", "ISONet, b trained from -1", {isonet}}, 34, 70.45);
    table.add({"table3", "d", "b-from-2", "ISONet, b trained from -2", {isonet}}, 34, 70.04);
    table.last().config.model.offset = -2;
}

void addDepths(Table& table) {
    table.addDepths({"table4", "a", "resnet", "ResNet", {resNet}}, {69.67, 73.29, 76.60, 77.37});
    table.addDepths({"table4", "b", "resnet-dropout", "ResNet with dropout", {resNet, dropoutFourTenths}},
                    {68.91, 73.35, 76.40, 77.99});
    table.addDepths({"table4", "c", "vanilla", "Vanilla", {}}, {65.67, 63.09, kFailed, kFailed});
    table.addDepths({"table4", "d", "vanilla-bn", "Vanilla with BatchNorm", {batchNorm}},
                    {68.98, 69.43, 70.00, kFailed});
    table.addDepths({"table4", "e", "isonet", "ISONet", {isonet}}, {67.94, 70.45, 70.73, 70.38});
    table.addDepths({"table4", "f", "isonet-dropout", "ISONet with dropout", {isonet, dropoutTenth}},
                    {68.10, 70.90, 71.20, 71.01});

    table.addDepths({"table5", "a", "resnet", "ResNet", {resNet}}, {69.67, 73.29, 76.60, 77.37});
    table.addDepths({"table5", "b", "resnet-dropout", "ResNet with dropout", {resNet, dropoutFourTenths}},
                    {68.91, 73.35, 76.40, 77.99});
    table.addDepths({"table5", "c", "r-vanilla", "R-Vanilla", {shortcut}}, {65.66, kFailed, kFailed, kFailed});
    table.addDepths({"table5", "d", "fixup", "Fixup", {fixup}}, {68.63, 71.28, 72.40, 73.18});
    table.addDepths({"table5", "e", "fixup-mixup", "Fixup++ (with Mixup)", {fixup}}, {67.37, 72.56, 76.00, 76.17});
    table.addDepths({"table5", "f", "r-isonet", "R-ISONet", {rIsonet}}, {69.06, 72.17, 74.20, 75.44});
    table.addDepths({"table5", "g", "r-isonet-dropout", "R-ISONet with dropout", {rIsonet, dropoutFourTenths}},
                    {69.17, 73.43, 76.18, 77.08});
}

void addResNetParts(Table& table) {
    table.add({"table7", "a", "resnet", "ResNet", {resNet}}, 34, 73.29);
    table.add({"table7", "b", "resnet-srelu", "ResNet with SReLU", {resNet, srelu}}, 34, 72.92);
    table.add({"table7", "c", "resnet-delta", "ResNet with Delta", {resNet, delta}}, 34, 71.80);
    table.add({"table7", "d", "resnet-ortho", "ResNet with penalty", {resNet, orthogonal}}, 34, 73.60);
    table.add({"table7", "e", "resnet-isometric", "ResNet with all three", {resNet, srelu, delta, orthogonal}}, 34,
              71.53);
}

}  // namespace

std::vector<Preset> paperPresets() {
    Table table;
    addAblations(table);
    addDepths(table);
    addResNetParts(table);
    return table.take();
}

}  // namespace isonet::config
