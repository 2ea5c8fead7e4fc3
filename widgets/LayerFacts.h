// What is known of a network's layers, as plain values: computed by the app, shown by the pages Design and Inspect.
#pragma once

#include <QString>
#include <QVector>
#include <optional>
#include <vector>

namespace isonet::widgets {

struct LayerRow {
    QString name;
    std::vector<std::int64_t> shape;  // (M, C / groups, k, k)
    int stride = 1, dilation = 1;
    std::int64_t gridHeight = 0, gridWidth = 0;
    bool penalized = false;
    double deviation = 0, deviationNormalized = 0, weightDeviation = 0;
    double sigmaMin = 0, sigmaMean = 0, sigmaMax = 0;
    std::optional<double> offsetMin = {}, offsetMean = {}, offsetMax = {};
};

struct LayerDetail {
    QString name;
    int outputs = 0, inputs = 0, height = 0, width = 0, stride = 1, dilation = 1;  // of the kernel
    QVector<float> kernel;                                                         // outputs x inputs x height x width
    // Conv(A, A) - delta on the smaller side: channels x channels x shifts x shifts, at shifts of `stride` pixels, or
    // of `dilation` (one of them is 1).
    int channels = 0, shifts = 0;
    QVector<float> residual;
    QVector<double> sigma;  // all singular values, descending
    // Over the frequencies of the grid (of a strided layer: of the folded one), the zero frequency in the middle.
    int frequencyRows = 0, frequencyColumns = 0;
    QVector<float> sigmaMax, sigmaMin;
    QVector<double> offsets;  // SReLU's b of each output channel; empty: none
};

// What becomes of signals and gradients at one layer (model/isometry/SignalReport.h): gains are 1 and deviations 0 for
// an isometry.
struct SignalRow {
    QString name;
    int stage = 0;
    bool isActivation = false;
    double forwardGain = 0, forwardDeviation = 0, backwardGain = 0, backwardDeviation = 0;
};

// Singular values of the network's Jacobian at some images, descending for each.
struct JacobianFacts {
    std::vector<QVector<double>> values;
    bool complete = false, converged = false;
    int rows = 0, columns = 0;
};

}  // namespace isonet::widgets
