// Labels and descriptions of layers in the network diagram, in the notation of the papers: "3×3, 64 /2",
// "3×3, 128, g32", "dw 3×3", "avg pool 2".
#pragma once

#include <QCoreApplication>
#include <QStringList>

#include "model/spec/Architecture.h"
#include "model/spec/NetworkPlan.h"

namespace isonet::widgets {

class LayerText {
    Q_DECLARE_TR_FUNCTIONS(LayerText)
public:
    static QString kernel(const spec::KernelSize& kernel);  // "1×7"
    // Kernel, outputs, stride, groups, dilation; then WS (weight standardization) and BN, GN or LN.
    static QString label(const spec::ConvolutionPlan& layer);
    static QString label(const spec::ActivationPlan& layer);  // "SReLU, b = −1"
    static QString label(const spec::LinearPlan& layer);      // "linear, 10"
    static QString label(spec::Downsampling kind, int factor);
    static QString label(spec::ResidualMultiplier multiplier, double start, bool fixup);
    static QString label(const spec::StemSpec& stem);  // its pooling: "max pool 3×3 /2"
    static QString label(spec::HeadPooling pool);      // "global average pool"
    static QString shape(const spec::Shape3& shape);   // "64 × 8 × 8"
    // Lines of the tooltip, the name first.
    static QStringList about(const spec::ConvolutionPlan& layer);
    static QStringList about(const spec::ActivationPlan& layer);
    static QStringList about(const spec::BlockPlan& block, std::size_t count, const spec::Shape3& out);
};

}  // namespace isonet::widgets
