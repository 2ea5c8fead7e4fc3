// Isometry deviations of the layers of a run over its steps, as plain values: the application fills it, the diagram
// shows it.
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>
#include <QVector>
#include <optional>

namespace isonet::widgets {

class DeviationHistory {
public:
    // `steps` ascend; as many values as steps. Replaces what the layer had. Not finite values are left out.
    void setLayer(const QString& layer, const QVector<double>& steps, const QVector<double>& values);

    bool isEmpty() const { return layers_.isEmpty(); }
    QVector<double> steps() const;  // of all layers, ascending
    // The last value at or before the step; nothing: not measured by then.
    std::optional<double> at(const QString& layer, double step) const;
    // Values of all layers at a step.
    QHash<QString, double> at(double step) const;

    // The logarithmic color range over all layers and steps: up to the largest value, down to the 3rd percentile, at
    // most four decades. The first steps of a delta initialization are 0 up to rounding and must not dominate it.
    struct Range {
        double low = 1e-10, high = 1e-6;
        bool operator==(const Range&) const = default;
    };
    Range range() const;

private:
    struct Layer {
        QVector<double> steps, values;
    };
    QHash<QString, Layer> layers_;
};

}  // namespace isonet::widgets
