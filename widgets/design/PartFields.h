// The settings of stem, stages and head as fields of the configuration, and their values as text.
#pragma once

#include <QString>
#include <vector>

#include "model/spec/ModelSpec.h"
#include "training/config/ConfigFields.h"
#include "widgets/design/NetworkPart.h"

namespace isonet::widgets {

// The model with its stem and stages written out, for partFields(). As described: multipliers are not applied, and what
// is not given stays unset. In effect: as built.
spec::ModelSpec describedModel(spec::ModelSpec model);
spec::ModelSpec modelInEffect(spec::ModelSpec model);

// The keys of a part, bound to its values in `model`, which must outlive them. Empty for a part that is not there.
std::vector<config::Field> partFields(spec::ModelSpec& model, const NetworkPart& part);

// A value as the editors show it: a list without brackets, an unset one as an empty text.
QString fieldText(const config::Field& field);
// Whether the key may be unset: it then follows the network, or has its own default.
bool mayBeUnset(const config::Field& field);
// Returns why the text is not accepted, or an empty string.
QString assignText(const config::Field& field, const QString& text);

}  // namespace isonet::widgets
