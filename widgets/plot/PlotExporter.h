// What leaves a PlotPanel: images, values, its place on a printed page, a pinned copy. Draws on white whatever the
// palette. GUI thread only.
#pragma once

#include <QObject>
#include <QPointF>
#include <QRect>
#include <functional>
#include <optional>

#include "widgets/plot/PlotExport.h"

class QPainter;

namespace isonet::widgets {

class PinnedPlot;
class PlotPanel;

class PlotExporter : public QObject {
    Q_OBJECT
public:
    explicit PlotExporter(PlotPanel& panel);  // the panel owns it

    // Empty, or an error that names the file and the reason.
    [[nodiscard]] QString saveImage(const QString& file, const PictureSize& size);
    [[nodiscard]] QString saveCsv(const QString& file);
    void paint(QPainter& painter, const QRect& place);  // title and plot, or the explanation of an empty one
    // An image of the plot with the values at `position` (none: the latest) in a separate window; nullptr: empty
    // plot.
    PinnedPlot* pin(std::optional<QPointF> position);

    void askForImage();
    void askForCsv();
    void copyImage();
    void copyCsv();

Q_SIGNALS:
    void reported(const QString& message);  // the outcome of a dialog

private:
    // Calls `draw` while the plot is on white and laid out for `size`, with text to suit.
    void drawAt(const QSize& size, const std::function<void()>& draw);

    PlotPanel& panel_;
};

}  // namespace isonet::widgets
