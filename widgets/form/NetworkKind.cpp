#include "widgets/form/NetworkKind.h"

#include <QCoreApplication>

namespace isonet::widgets {

using config::RunConfig;
using spec::Activation;
using spec::Initialization;
using spec::Normalization;
using spec::PenaltyKind;
using spec::ResidualMultiplier;

namespace {

constexpr double defaultGamma = 1e-4;

bool sameSwitches(const RunConfig& a, const RunConfig& b) {
    return a.model.shortcut == b.model.shortcut &&
           (a.model.multiplier == ResidualMultiplier::None) == (b.model.multiplier == ResidualMultiplier::None) &&
           a.model.fixup == b.model.fixup && a.model.normalization == b.model.normalization &&
           a.model.activation == b.model.activation && a.model.initialization == b.model.initialization &&
           a.penalty.kind == b.penalty.kind;
}

struct NetworkKindText {
    Q_DECLARE_TR_FUNCTIONS(NetworkKind)
public:
    static QString title(NetworkKind kind);
    static QString description(NetworkKind kind);
};

QString NetworkKindText::title(NetworkKind kind) {
    switch (kind) {
        case NetworkKind::ISONet:
            return QStringLiteral("ISONet");
        case NetworkKind::RISONet:
            return QStringLiteral("R-ISONet");
        case NetworkKind::ResNet:
            return QStringLiteral("ResNet");
        case NetworkKind::Vanilla:
            return tr("Vanilla");
        case NetworkKind::VanillaBatchNorm:
            return tr("Vanilla + BatchNorm");
        case NetworkKind::Fixup:
            return QStringLiteral("Fixup");
        case NetworkKind::Custom:
            return tr("Custom");
    }
    return {};
}

QString NetworkKindText::description(NetworkKind kind) {
    switch (kind) {
        case NetworkKind::ISONet:
            return tr(
                "No normalization and no shortcut; only delta initialization, SReLU and the orthogonality penalty.");
        case NetworkKind::RISONet:
            return tr("ISONet with shortcuts; each residual branch ends in a multiplier initialized to 0.");
        case NetworkKind::ResNet:
            return tr("Shortcuts, BatchNorm, ReLU and Kaiming initialization: the standard baseline.");
        case NetworkKind::Vanilla:
            return tr("ReLU and Kaiming initialization only; deep networks fail to train.");
        case NetworkKind::VanillaBatchNorm:
            return tr("Vanilla with BatchNorm after every convolution.");
        case NetworkKind::Fixup:
            return tr("Shortcuts without normalization, stabilized by scaled initialization (Zhang et al., 2019).");
        case NetworkKind::Custom:
            return tr("Any other combination of the fields below.");
    }
    return {};
}

}  // namespace

NetworkKind networkKindOf(const RunConfig& config) {
    for (const auto kind : {NetworkKind::ISONet, NetworkKind::RISONet, NetworkKind::ResNet, NetworkKind::Vanilla,
                            NetworkKind::VanillaBatchNorm, NetworkKind::Fixup}) {
        RunConfig named = config;
        applyNetworkKind(kind, named);
        if (sameSwitches(named, config))
            return kind;
    }
    return NetworkKind::Custom;
}

void applyNetworkKind(NetworkKind kind, RunConfig& config) {
    if (kind == NetworkKind::Custom)
        return;
    auto& model = config.model;
    const bool isometric = kind == NetworkKind::ISONet || kind == NetworkKind::RISONet;
    model.shortcut = kind == NetworkKind::RISONet || kind == NetworkKind::ResNet || kind == NetworkKind::Fixup;
    model.normalization = kind == NetworkKind::ResNet || kind == NetworkKind::VanillaBatchNorm ? Normalization::Batch
                                                                                               : Normalization::None;
    model.fixup = kind == NetworkKind::Fixup;
    if (kind != NetworkKind::RISONet)
        model.multiplier = ResidualMultiplier::None;
    else if (model.multiplier == ResidualMultiplier::None) {
        model.multiplier = ResidualMultiplier::Scalar;
        model.multiplierStart = 0;
    }
    model.activation = isometric ? Activation::SReLU : Activation::ReLU;
    model.initialization = isometric ? Initialization::Delta : Initialization::Kaiming;
    config.penalty.kind = isometric ? PenaltyKind::Convolution : PenaltyKind::None;
    if (isometric && config.penalty.coefficient == 0)
        config.penalty.coefficient = defaultGamma;
}

QString networkKindTitle(NetworkKind kind) {
    return NetworkKindText::title(kind);
}

QString networkKindDescription(NetworkKind kind) {
    return NetworkKindText::description(kind);
}

}  // namespace isonet::widgets
