// Measurements of a network's layers as plain values: computed by the application, shown on the Design and Inspect
// pages.
#pragma once

#include <QString>
#include <QVector>
#include <vector>

#include "model/isometry/LayerMaps.h"
#include "model/isometry/LayerReport.h"

namespace isonet::widgets {

using LayerRow = model::LayerReport;
using LayerDetail = model::LayerMaps;

// Signal and gradient propagation through one layer (model/isometry/SignalReport.h). For an isometry gains are 1 and
// deviations 0.
struct SignalRow {
    QString name;
    int stage = 0;
    bool isActivation = false;
    double forwardGain = 0, forwardDeviation = 0, backwardGain = 0, backwardDeviation = 0;
};

// Singular values of the network's input-output Jacobian per image, descending.
struct JacobianInfo {
    std::vector<QVector<double>> values;
    bool complete = false, converged = false;
    int rows = 0, columns = 0;
};

}  // namespace isonet::widgets
