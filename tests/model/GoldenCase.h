// Reference values of the published implementation, on weights and images generated from the same integer hash on both
// sides (HashedNetwork.h), and their comparison with this project's network. A case is a JSON object; all values
// present are checked.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include "model/layers/Network.h"

namespace isonet::testing {

// The network defined by the published configuration keys of a case.
spec::ModelSpec goldenSpec(const QJsonObject& goldenCase);

// One line per value that differs by more than the tolerance (relative; for logits, to the largest in the list).
QStringList goldenDifferences(const QJsonObject& goldenCase);

}  // namespace isonet::testing
