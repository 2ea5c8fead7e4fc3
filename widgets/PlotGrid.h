// Plots two by two, each of which can fill the page, with one cursor and one zoom along their common axis. GUI thread
// only.
#pragma once

#include <QVariantMap>
#include <QVector>
#include <QWidget>

#include "widgets/PlotExport.h"

class QSplitter;

namespace isonet::widgets {

class PlotPanel;
class ViewOptions;

class PlotGrid : public QWidget {
    Q_OBJECT
public:
    // Takes the panels; row by row, `columns` in each. `options` stay the caller's and must outlive the grid.
    PlotGrid(const QVector<PlotPanel*>& panels, int columns, ViewOptions* options, QWidget* parent = nullptr);

    const QVector<PlotPanel*>& panels() const { return panels_; }
    PlotPanel* panel(const QString& objectName) const;  // nullptr: none of this name
    PlotPanel* maximised() const { return maximised_; }
    // All plots on one sheet, or the one that fills the page, in print style. Empty, or what went wrong.
    [[nodiscard]] QString exportPicture(const QString& file, const PictureSize& size, const QString& title);
    // Sizes, the plot that fills the page, how each is set: for the settings.
    QVariantMap layoutState() const;
    void setLayoutState(const QVariantMap& state);
    void maximise(PlotPanel* panel);  // the one that fills the page already: all come back

private:
    ViewOptions* options_;
    int columns_;
    QVector<PlotPanel*> panels_;
    QSplitter* all_;
    QVector<QSplitter*> rows_;
    PlotPanel* maximised_ = nullptr;
};

}  // namespace isonet::widgets
