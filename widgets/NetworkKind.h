// The named networks of the paper as settings of the many switches, and back: which name a set of switches bears.
#pragma once

#include <QString>

#include "training/config/RunConfig.h"

namespace isonet::widgets {

enum class NetworkKind { ISONet, RISONet, ResNet, Vanilla, VanillaBatchNorm, Fixup, Custom };

// Custom where no name fits: an ISONet with ReLU is one, and so is one without the penalty.
NetworkKind networkKindOf(const config::RunConfig& config);

// Sets activation, initialisation, shortcut, multiplier, normalisation and penalty as the paper defines the kind.
// Depth, family, b, gamma, dropout and everything outside the network stay. Custom changes nothing.
void applyNetworkKind(NetworkKind kind, config::RunConfig& config);

QString networkKindTitle(NetworkKind kind);
QString networkKindSentence(NetworkKind kind);  // what it is, for a tooltip

}  // namespace isonet::widgets
