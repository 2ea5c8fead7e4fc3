// What the boxes of a diagram show besides their labels: texts such as measures at initialization, and colors of
// deviations. A box that stands for equal blocks shows the largest deviation of them.
#pragma once

#include <QCoreApplication>
#include <QHash>
#include <QMap>
#include <optional>

#include "widgets/design/DeviationHistory.h"
#include "widgets/design/DiagramScene.h"

namespace isonet::widgets {

class DiagramValues {
    Q_DECLARE_TR_FUNCTIONS(DiagramValues)
public:
    void setMeasures(const QMap<QString, QString>& measures) { measures_ = measures; }
    // By layer; nothing: no run is open, or its deviations are hidden.
    void setDeviations(const std::optional<QHash<QString, double>>& values, const DeviationHistory::Range& range);

    void applyTo(const DiagramScene& scene) const;
    bool lacksAny(const DiagramScene& scene) const;  // a convolution without a deviation, while they are shown

private:
    void showMeasure(DiagramBox& box) const;
    void showDeviation(DiagramBox& box, const QHash<QString, double>& values) const;

    QMap<QString, QString> measures_;
    std::optional<QHash<QString, double>> deviations_;
    DeviationHistory::Range range_;
};

}  // namespace isonet::widgets
