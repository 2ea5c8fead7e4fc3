#include "widgets/design/LayerText.h"

#include "widgets/common/Format.h"
#include "widgets/form/ChoiceText.h"
#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {
namespace {

bool isDepthwise(const spec::ConvolutionPlan& layer) {
    return layer.groups > 1 && layer.groups == layer.inputs && layer.outputs == layer.inputs;
}

}  // namespace

QString LayerText::kernel(const spec::KernelSize& kernel) {
    return QStringLiteral("%1×%2").arg(kernel.height).arg(kernel.width);
}

QString LayerText::label(const spec::ConvolutionPlan& layer) {
    QString text = isDepthwise(layer) ? tr("dw %1").arg(kernel(layer.kernel))
                                      : QStringLiteral("%1, %2").arg(kernel(layer.kernel)).arg(layer.outputs);
    if (layer.stride > 1)
        text += QStringLiteral(" /%1").arg(layer.stride);
    if (layer.groups > 1 && !isDepthwise(layer))
        text += tr(", g%1").arg(layer.groups);
    if (layer.dilation > 1)
        text += tr(", dil %1").arg(layer.dilation);
    if (layer.standardized)
        text += tr(", WS");
    if (const std::string_view module = spec::info(layer.normalization).module;
        layer.normalization != spec::Normalization::None)
        text += QStringLiteral(", ") + QString::fromUtf8(module.data(), qsizetype(module.size())).toUpper();
    return text;
}

QString LayerText::label(const spec::ActivationPlan& layer) {
    QString text = choiceTitle(layer.kind);
    if (spec::info(layer.kind).hasOffset)
        text += (layer.offsetTrained ? tr(", b = %1") : tr(", b = %1 fixed"))
                    .arg(formatNumber(layer.offset).replace(QLatin1Char('-'), QChar(0x2212)));
    return text;
}

QString LayerText::label(const spec::LinearPlan& layer) {
    return tr("linear, %1").arg(layer.outputs);
}

QString LayerText::label(spec::Downsampling kind, int factor) {
    switch (kind) {
        case spec::Downsampling::MaxPool:
            return tr("max pool %1").arg(factor);
        case spec::Downsampling::AveragePool:
            return tr("avg pool %1").arg(factor);
        case spec::Downsampling::BlurPool:
            return tr("blur pool %1").arg(factor);
        case spec::Downsampling::SpaceToDepth:
            return tr("space to depth %1").arg(factor);
        case spec::Downsampling::Stride:
            break;
    }
    return tr("stride %1").arg(factor);
}

QString LayerText::label(spec::ResidualMultiplier multiplier, double start, bool fixup) {
    if (fixup)
        return tr("× s (Fixup)");
    return (multiplier == spec::ResidualMultiplier::Scalar ? tr("× s, init %1") : tr("× s per channel, init %1"))
        .arg(formatNumber(start));
}

QString LayerText::label(const spec::StemSpec& stem) {
    return QStringLiteral("%1 %2×%2 /%3")
        .arg(stem.pool == spec::StemPooling::Max ? tr("max pool") : tr("avg pool"))
        .arg(stem.poolKernel)
        .arg(stem.poolStride);
}

QString LayerText::label(spec::HeadPooling pool) {
    switch (pool) {
        case spec::HeadPooling::Average:
            return tr("global average pool");
        case spec::HeadPooling::Max:
            return tr("global max pool");
        case spec::HeadPooling::Flatten:
            break;
    }
    return tr("flatten");
}

QString LayerText::shape(const spec::Shape3& shape) {
    return shapeText(shape);
}

QStringList LayerText::about(const spec::ConvolutionPlan& layer) {
    QStringList lines{QString::fromStdString(layer.name)};
    lines << tr("convolution %1 × %2 × %3 × %4")
                 .arg(layer.outputs)
                 .arg(layer.inputs / layer.groups)
                 .arg(layer.kernel.height)
                 .arg(layer.kernel.width);
    if (layer.groups > 1)
        lines << (isDepthwise(layer) ? tr("depthwise: one kernel per channel") : tr("%1 groups").arg(layer.groups));
    if (layer.stride > 1 || layer.dilation > 1)
        lines << tr("stride %1, dilation %2").arg(layer.stride).arg(layer.dilation);
    lines << tr("%1 → %2").arg(shape(layer.in), shape(layer.out));
    if (layer.standardized)
        lines << tr("weight standardization");
    if (layer.normalization == spec::Normalization::Group)
        lines << tr("%1, %2 groups").arg(choiceTitle(layer.normalization)).arg(layer.normalizationGroups);
    else if (layer.normalization != spec::Normalization::None)
        lines << choiceTitle(layer.normalization);
    lines << tr("initialization: %1").arg(choiceTitle(layer.initialization));
    if (layer.parameterization != spec::Parameterization::Free) {
        lines << tr("parameterization: %1").arg(choiceTitle(layer.parameterization));
        const spec::KernelSize taps = layer.applied();
        lines << (layer.circular()       ? tr("circular boundary, a tap for every pixel")
                  : taps == layer.kernel ? tr("zero padding")
                                         : tr("zero padding, %1 × %2 taps").arg(taps.height).arg(taps.width));
    }
    lines << tr("%1 parameters").arg(formatCount(layer.parameters()));
    lines << (layer.penalized ? tr("penalized") : tr("not penalized"));
    return lines;
}

QStringList LayerText::about(const spec::ActivationPlan& layer) {
    return {QString::fromStdString(layer.name), label(layer), shape(layer.shape)};
}

QStringList LayerText::about(const spec::BlockPlan& block, std::size_t count, const spec::Shape3& out) {
    QStringList lines{QString::fromStdString(block.name)};
    if (count > 1)
        lines << tr("%1 equal blocks").arg(count);
    lines << (block.shortcut ? tr("%1 block with shortcut") : tr("%1 block")).arg(choiceTitle(block.kind));
    lines << tr("%1 → %2 channels").arg(block.inputs).arg(block.outputs);
    lines << tr("output %1").arg(shape(out));
    return lines;
}

}  // namespace isonet::widgets
