#include "widgets/NetworkKind.h"

namespace isonet::widgets {

using config::RunConfig;
using spec::Activation;
using spec::Initialization;
using spec::Normalization;
using spec::PenaltyKind;
using spec::ResidualMultiplier;

namespace {

constexpr double usualGamma = 1e-4;

bool sameSwitches(const RunConfig& a, const RunConfig& b) {
    return a.model.shortcut == b.model.shortcut &&
           (a.model.multiplier == ResidualMultiplier::None) == (b.model.multiplier == ResidualMultiplier::None) &&
           a.model.fixup == b.model.fixup && a.model.normalization == b.model.normalization &&
           a.model.activation == b.model.activation && a.model.initialization == b.model.initialization &&
           a.penalty.kind == b.penalty.kind;
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
        config.penalty.coefficient = usualGamma;
}

QString networkKindTitle(NetworkKind kind) {
    switch (kind) {
        case NetworkKind::ISONet:
            return QStringLiteral("ISONet");
        case NetworkKind::RISONet:
            return QStringLiteral("R-ISONet");
        case NetworkKind::ResNet:
            return QStringLiteral("ResNet");
        case NetworkKind::Vanilla:
            return QStringLiteral("Vanilla");
        case NetworkKind::VanillaBatchNorm:
            return QStringLiteral("Vanilla + BatchNorm");
        case NetworkKind::Fixup:
            return QStringLiteral("Fixup");
        case NetworkKind::Custom:
            return QStringLiteral("Custom");
    }
    return {};
}

QString networkKindSentence(NetworkKind kind) {
    switch (kind) {
        case NetworkKind::ISONet:
            return QStringLiteral(
                "No normalisation, no shortcut: delta initialisation, SReLU and the orthogonality penalty alone.");
        case NetworkKind::RISONet:
            return QStringLiteral("ISONet with shortcuts; each residual branch ends in a multiplier that starts at 0.");
        case NetworkKind::ResNet:
            return QStringLiteral("Shortcuts and BatchNorm, ReLU, Kaiming initialisation: the usual baseline.");
        case NetworkKind::Vanilla:
            return QStringLiteral("ReLU and Kaiming initialisation, nothing else: fails to train when deep.");
        case NetworkKind::VanillaBatchNorm:
            return QStringLiteral("Vanilla with BatchNorm after every convolution.");
        case NetworkKind::Fixup:
            return QStringLiteral(
                "Shortcuts without normalisation, held together by scaled initialisation (Zhang et al., 2019).");
        case NetworkKind::Custom:
            return QStringLiteral("Any other combination of the switches below.");
    }
    return {};
}

}  // namespace isonet::widgets
