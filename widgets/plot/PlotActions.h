// The commands of a PlotPanel: its menus, its keys and the series picker. GUI thread only.
#pragma once

#include <QObject>
#include <QPointF>
#include <optional>

class QMenu;

namespace isonet::widgets {

class PlotExporter;
class PlotHeader;
class PlotPanel;
class SeriesPicker;

class PlotActions : public QObject {
    Q_OBJECT
public:
    // The panel owns all three.
    PlotActions(PlotPanel& panel, PlotHeader& header, PlotExporter& exporter);

    // `position`: in the canvas, where the menu was asked for; none: where the pointer is.
    void fillMenu(QMenu& menu, std::optional<QPointF> position = {});
    void fillExportMenu(QMenu& menu);
    void pickSeries();

private:
    void addKeys();  // active while the canvas has the focus; fillMenu() names them
    void fillModes(QMenu& menu);
    void showChoices();
    void showContextMenu(const QPoint& position);

    PlotPanel& panel_;
    PlotHeader& header_;
    PlotExporter& exporter_;
    SeriesPicker* picker_ = nullptr;
};

}  // namespace isonet::widgets
