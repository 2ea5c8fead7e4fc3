// A grid of plots with linked cursor and zoom, each of which can fill the page. Where there is no room for readable
// plots it scrolls. GUI thread only.
#pragma once

#include <QVariantMap>
#include <QVector>
#include <QWidget>

#include "widgets/plot/PlotExport.h"

class QSplitter;

namespace isonet::widgets {

class PlotPanel;
class ViewOptions;

class PlotGrid : public QWidget {
    Q_OBJECT
public:
    // Takes ownership of the panels; row by row, `columns` per row. `options` must outlive the grid.
    PlotGrid(const QVector<PlotPanel*>& panels, int columns, ViewOptions* options, QWidget* parent = nullptr);

    const QVector<PlotPanel*>& panels() const { return panels_; }
    PlotPanel* panel(const QString& objectName) const;  // nullptr: not found
    PlotPanel* maximized() const { return maximized_; }
    // All plots on one sheet, or only the maximized one, in print style. Empty, or an error.
    [[nodiscard]] QString exportPicture(const QString& file, const PictureSize& size, const QString& title);
    // Sizes, maximized plot and plot settings, for the settings file.
    QVariantMap layoutState() const;
    void setLayoutState(const QVariantMap& state);
    void setLeastLines(int lines);    // least height of a plot, in lines of text; default 18
    void maximize(PlotPanel* panel);  // maximized already: restores all
    // Makes the plots the next stops for Tab. Those of a grid made late are the last of the window otherwise.
    void followInTabOrder(QWidget* before);

private:
    void keepReadable();  // the least height

    ViewOptions* options_;
    int columns_, leastLines_ = 18;  // the strips and axes of the plot of the loss can be read
    QVector<PlotPanel*> panels_;
    QSplitter* all_;
    QVector<QSplitter*> rows_;
    PlotPanel* maximized_ = nullptr;
};

}  // namespace isonet::widgets
