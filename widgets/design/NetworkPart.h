// The parts of a network that have their own settings: stem, stages, head. Plain values.
#pragma once

#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::widgets {

struct NetworkPart {
    enum class Kind { Stem, Stage, Head };
    Kind kind = Kind::Stem;
    int stage = 0;  // index in the list of stages, from 0; 0 for stem and head
    bool operator==(const NetworkPart&) const = default;
};

QString partName(const NetworkPart& part);  // as in layer names: "stem", "s2", "head"

// The part that a layer, a block or a part's own name belongs to: "s2.b1.f.a" gives stage 1. Empty for other names.
std::optional<NetworkPart> partOf(const QString& name);

// A problem of spec::validate() with the key of a part: "model.stages[1].groups". Others have no part.
struct PartProblem {
    NetworkPart part;
    std::string key;  // "groups"; empty: the part as a whole
    QString message;
};
std::vector<PartProblem> partProblems(const std::vector<spec::Problem>& problems);

}  // namespace isonet::widgets
