// A curve on a canvas, with its raw values pale behind it while it is smoothed. The way in which every plot smooths.
#pragma once

#include <QString>
#include <QVector>

#include "widgets/plot/CurveGraph.h"
#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {

class PlotCanvas;

struct SmoothedLine {
    CurveGraph *raw = nullptr, *line = nullptr;  // the canvas's

    void add(QCPAxis* x, QCPAxis* y);
    void remove(PlotCanvas* canvas);
    void clear();  // hidden and without values
    // `smoothing`: see smoothed(). `markers`: dots, unless there are many points.
    void setValues(const QVector<double>& x, const QVector<double>& values, double smoothing, bool markers = false);
    void setShown(bool shown);
    void setColor(const QColor& color, bool dark);  // of the raw values; see penFor() for the line
    // For readouts: the drawn value of point `i`, and its raw value with the smoothed one if they differ.
    double drawnAt(qsizetype i, double raw) const { return smooth_ ? smoothed_.value(i, raw) : raw; }
    QString text(qsizetype i, const QString& raw) const;

private:
    bool smooth_ = false;
    QVector<double> smoothed_;
};

}  // namespace isonet::widgets
