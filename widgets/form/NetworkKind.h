// The named networks of the paper, each a combination of switches in the configuration.
#pragma once

#include <QString>

#include "training/config/RunConfig.h"

namespace isonet::widgets {

enum class NetworkKind { ISONet, RISONet, ResNet, Vanilla, VanillaBatchNorm, Fixup, Custom };

// Custom if no name matches, e.g. an ISONet with ReLU or without the penalty.
NetworkKind networkKindOf(const config::RunConfig& config);

// Sets activation, initialization, shortcut, multiplier, normalization and penalty as defined in the paper. Keeps
// depth, family, b, gamma, dropout and everything outside the network. Custom changes nothing.
void applyNetworkKind(NetworkKind kind, config::RunConfig& config);

QString networkKindTitle(NetworkKind kind);
QString networkKindDescription(NetworkKind kind);  // one sentence, for a tooltip

}  // namespace isonet::widgets
