// What a run has recorded, as quantities to choose from: the curves of the loss plot, summaries over the layers, and
// every other scalar by its tag.
#pragma once

#include <QString>
#include <QVector>
#include <optional>
#include <string>

#include "widgets/series/RunData.h"

namespace isonet::widgets {

struct Quantity {
    std::string key;  // for the settings and CSV: a tag, or "mean:isometry/deviation/"
    QString title;
};

// Those the run has values of, the usual ones first.
QVector<Quantity> quantitiesOf(const RunData& data);
// Nothing: the run has not recorded it.
std::optional<Series> valuesOf(const RunData& data, const std::string& key);

}  // namespace isonet::widgets
