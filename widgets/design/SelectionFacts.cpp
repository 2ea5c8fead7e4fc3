#include "widgets/design/SelectionFacts.h"

#include <algorithm>

#include "model/spec/LayerGroups.h"
#include "model/spec/LayerSettings.h"
#include "widgets/common/Format.h"
#include "widgets/form/ChoiceText.h"
#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {
namespace {

template <typename Layers>
auto layerNamed(const Layers& layers, const std::string& name) {
    return std::ranges::find(layers, name, [](const auto& layer) { return layer.name; });
}

QString kernelText(const spec::ConvolutionPlan& layer) {
    QString text = SelectionFacts::tr("%1 × %2 × %3 × %4, stride %5")
                       .arg(layer.outputs)
                       .arg(layer.inputs / layer.groups)
                       .arg(layer.kernel.height)
                       .arg(layer.kernel.width)
                       .arg(layer.stride);
    if (layer.dilation > 1)
        text += SelectionFacts::tr(", dilation %1").arg(layer.dilation);
    if (layer.groups > 1)
        text += SelectionFacts::tr(", %1 groups").arg(layer.groups);
    return text;
}

}  // namespace

struct SelectionFacts::Facts {
    QString kind;  // "convolution"; empty: there is no such layer
    QStringList rows;
    spec::Shape3 in, out;
    std::int64_t parameters = -1, flops = 0, bytes = -1;  // -1: not known

    void add(const QString& title, const QString& value) {
        rows << QStringLiteral("<tr><td style='padding-right:8px'>%1</td><td>%2</td></tr>").arg(title, value);
    }
};

SelectionFacts::SelectionFacts(const spec::ModelSpec& network, spec::NetworkPlan plan, std::vector<std::string> frozen)
    : plan_(std::move(plan)),
      frozen_(std::move(frozen)),
      fields_(spec::receptiveFields(network, plan_)),
      prediction_(spec::predictSignals(plan_, network)),
      height_(network.height),
      width_(network.width) {}

// Everything but the kind of selection is a sum over the layers that the name covers.
SelectionFacts::Facts SelectionFacts::factsOf(const std::string& name) const {
    Facts facts;
    addKind(facts, name);
    bool first = true;
    for (const auto& layer : plan_.convolutions)
        if (spec::covers(name, layer.name)) {
            if (std::exchange(first, false))
                facts.in = layer.in;
            facts.flops += layer.flops();
            facts.out = layer.out;
        }
    for (const auto& layer : plan_.linear)
        if (spec::covers(name, layer.name))
            facts.flops += 2 * std::int64_t{layer.inputs} * layer.outputs;
    return facts;
}

void SelectionFacts::addKind(Facts& facts, const std::string& name) const {
    if (const auto layer = layerNamed(plan_.convolutions, name); layer != plan_.convolutions.end()) {
        facts.kind = tr("convolution");
        facts.add(tr("Kernel"), kernelText(*layer));
        facts.add(tr("Penalty"), layer->penalized ? tr("penalized") : tr("not penalized"));
        facts.parameters = layer->parameters();
    } else if (const auto activation = layerNamed(plan_.activations, name); activation != plan_.activations.end()) {
        facts.kind = tr("activation");
        facts.add(tr("Function"), choiceTitle(activation->kind));
        facts.add(tr("Output"), shapeText(activation->shape));
        if (activation->isTailored())
            facts.add(tr("Slope"),
                      tr("%1 below 0, scale %2").arg(formatNumber(activation->slope), formatNumber(activation->scale)));
        if (activation->isTransformed())
            facts.add(tr("Constants"),
                      tr("α %1, β %2, γ %3, δ %4")
                          .arg(formatNumber(activation->inputScale), formatNumber(activation->inputShift),
                               formatNumber(activation->scale), formatNumber(activation->shift)));
        if (const auto signal = std::ranges::find(prediction_.activations, name, &spec::PredictedSignal::layer);
            signal != prediction_.activations.end())
            facts.add(tr("Predicted"), tr("norm %1 (image: %2); cosine of orthogonal images %3")
                                           .arg(formatNumber(signal->norm()), formatNumber(prediction_.imageNorm),
                                                formatNumber(signal->state.cosine)));
        const auto& shape = activation->shape;
        facts.bytes = 4 * std::int64_t{shape.channels} * shape.height * shape.width *
                      (1 + spec::info(activation->kind).extraKept);
    } else if (const auto block = layerNamed(plan_.blocks, name); block != plan_.blocks.end()) {
        facts.kind = tr("%1 block").arg(choiceTitle(block->kind).toLower());
        facts.parameters = block->parameters;
        facts.bytes = block->keptBytes;
    } else if (const auto stage = layerNamed(plan_.stages, name); stage != plan_.stages.end()) {
        facts.kind = stage->blocks == 1  ? tr("stage of 1 block")
                     : stage->blocks > 1 ? tr("stage of %1 blocks").arg(stage->blocks)
                                         : QString();
        if (facts.kind.isEmpty())
            facts.kind = name == "stem" ? tr("first layer") : tr("pooling and classifier");
        facts.parameters = stage->parameters;
        facts.bytes = stage->blocks > 0 ? 0 : -1;
        for (const auto& each : plan_.blocks)
            if (spec::covers(name, each.name))
                facts.bytes += each.keptBytes;
    } else if (const auto linear = layerNamed(plan_.linear, name); linear != plan_.linear.end()) {
        facts.kind = tr("linear layer");
        facts.add(tr("Matrix"), QStringLiteral("%1 × %2").arg(linear->outputs).arg(linear->inputs));
        facts.parameters = std::int64_t{linear->inputs} * linear->outputs + (linear->bias ? linear->outputs : 0);
    }
}

QString SelectionFacts::text(const QString& name, const std::vector<LayerRow>& initial, const QString& status) const {
    const std::string key = name.toStdString();
    Facts facts = factsOf(key);
    if (facts.kind.isEmpty())
        return {};
    if (key == "head") {
        facts.in = plan_.features;
        facts.out = plan_.stages.back().out;
    } else if (key == "stem") {
        facts.out = plan_.stages.front().out;
    }
    if (facts.in.channels > 0)
        facts.add(tr("Shape"), tr("%1 → %2").arg(shapeText(facts.in), shapeText(facts.out)));
    if (facts.parameters >= 0)
        facts.add(tr("Parameters"), formatCount(facts.parameters));
    if (spec::groupCovers(frozen_, key))
        facts.add(tr("Training"), tr("frozen: not trained, no penalty"));
    if (facts.flops > 0)
        facts.add(tr("FLOPs"), tr("%1 per image").arg(formatScaled(double(facts.flops))));
    if (const auto* field = spec::fieldOf(fields_, key)) {
        const bool whole = field->height >= height_ && field->width >= width_;
        facts.add(tr("Receptive field"), tr("%1 × %2 pixels%3, step %4")
                                             .arg(field->height)
                                             .arg(field->width)
                                             .arg(whole ? tr(" (the whole image)") : QString())
                                             .arg(field->jump));
    } else if (key.starts_with("head")) {
        facts.add(tr("Receptive field"), tr("the whole image"));
    }
    if (facts.bytes >= 0)
        facts.add(tr("Activations"), tr("%1 per image").arg(formatBytes(double(facts.bytes))));
    if (const QString isometry = isometryText(key, initial); !isometry.isEmpty())
        facts.add(tr("Before training"), isometry);
    else if (facts.in.channels > 0 && key != "head" && initial.empty() && !status.isEmpty())
        facts.add(tr("Before training"), status);
    return QStringLiteral("<b>%1</b>, %2<table cellspacing='0' cellpadding='1'>%3</table>")
        .arg(name.toHtmlEscaped(), facts.kind, facts.rows.join(QString()));
}

QString SelectionFacts::isometryText(const std::string& name, const std::vector<LayerRow>& initial) {
    double lowest = 0, highest = 0, smallest = 0, largest = 0;
    int count = 0;
    for (const auto& row : initial) {
        if (!spec::covers(name, row.name))
            continue;
        lowest = count == 0 ? row.deviation : std::min(lowest, row.deviation);
        highest = std::max(highest, row.deviation);
        smallest = count == 0 ? row.sigmaMin : std::min(smallest, row.sigmaMin);
        largest = std::max(largest, row.sigmaMax);
        ++count;
    }
    if (count == 0)
        return {};
    const QString d = isRounding(highest - lowest)
                          ? formatIsometry(highest, 3)
                          : tr("%1 to %2").arg(formatIsometry(lowest, 3), formatIsometry(highest, 3));
    return tr("d %1, σ %2 to %3").arg(d, formatIsometry(smallest, 3), formatIsometry(largest, 3));
}

}  // namespace isonet::widgets
