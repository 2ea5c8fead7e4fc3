// One recorded value as a function of another: pairs of values that belong to the same step.
#pragma once

#include <QByteArray>
#include <QVector>
#include <string>

#include "widgets/series/RunData.h"

namespace isonet::widgets {

struct RelatedPoint {
    double step = 0, x = 0, y = 0;
    bool interpolated = false;  // one of the values is between two recorded ones
};

// A pair for each step of the series with fewer points; the other value is the recorded one of that step or, between
// two recorded steps, linear between them. Steps outside the other series, and values that are not finite, are left
// out.
QVector<RelatedPoint> relatedPoints(const Series& x, const Series& y);

// "step,X,Y,interpolated" with the names of the values, RFC 4180.
QByteArray relationCsv(const std::string& x, const std::string& y, const QVector<RelatedPoint>& points);

// Of layers: over those that are recorded at the same steps as the layer with the most points, so that the set never
// changes along the curve. `layers`: how many these are.
enum class LayerSummary { Mean, Largest, Smallest };
Series summaryOf(const QVector<const Series*>& all, LayerSummary summary, int* layers = nullptr);

}  // namespace isonet::widgets
