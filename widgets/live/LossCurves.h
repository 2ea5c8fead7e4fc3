// The curves of the loss plot: which scalars they show, where, and how. A classifier's run records some of them, a
// detector's others; those that a run lacks are not drawn.
#pragma once

#include <QString>
#include <QVector>
#include <string>

#include "widgets/series/RunData.h"

namespace isonet::widgets {

struct LossCurve {
    enum Place { Loss, Share, Penalty, Accuracy };  // the axis: left above, left and right in the middle, left below

    QString name;
    std::string tag;
    int color = 0;
    Place place = Loss;
    double width = 1.5;
    bool markers = false;
    bool isScaledPenalty = false;  // drawn as gamma * P
    Qt::PenStyle style = Qt::SolidLine;
    bool extra = false;  // hidden, also in the legend, until the user shows it

    const Series* recorded(const RunData& data) const;  // nullptr: not recorded
    QVector<double> values(const RunData& data, const Series& recorded) const;
    std::string csvTag() const { return isScaledPenalty ? "loss/gamma_penalty" : tag; }
};

QVector<LossCurve> lossCurves();

}  // namespace isonet::widgets
