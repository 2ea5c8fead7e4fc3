// The Design page: diagram of the network in the form, its cost, the selected layer with its overrides, and the
// isometry of the initialized network where the application has measured it. GUI thread only.
#pragma once

#include <QMap>
#include <QWidget>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/design/LayerInfo.h"
#include "widgets/form/ConfigForm.h"

class QAction;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QHBoxLayout;
class QTableWidget;

namespace isonet::widgets {

class BlockSettings;
class InitialTable;
class NetworkDiagram;

class DesignView : public QWidget {
    Q_OBJECT
public:
    // `actions` (undo, redo) become buttons of the tool bar.
    explicit DesignView(const QList<QAction*>& actions, QWidget* parent = nullptr);

    void showMessage(const QString& message);                               // instead of a network
    void setConfig(const config::RunConfig& config, const QString& paper);  // paper: its result in the paper, or empty
    void setEditable(bool editable);                                        // false for the configuration of a run
    void setDevices(const std::vector<DeviceChoice>& devices);
    // Measurements of the initialized layers, and a status text.
    void setInitial(const std::vector<LayerRow>& rows, const QString& status);
    NetworkDiagram* diagram() const { return diagram_; }
    QTableWidget* layers() const;
    QString costs() const;  // the displayed text

Q_SIGNALS:
    void edited(const config::RunConfig& config);  // block overrides
    void measureRequested();

private:
    QWidget* makeInfoPanel();
    QString layerText(const QString& name) const;  // empty: no such layer
    void makeTools(const QList<QAction*>& actions, QHBoxLayout* row);
    void showCosts();
    void showLayer(const QString& name);
    void exportDiagram();

    QWidget* bar_;
    QStackedWidget* stack_;
    QLabel* message_;
    NetworkDiagram* diagram_;
    QLineEdit* search_;
    QLabel *found_, *costs_, *layer_, *initial_;
    InitialTable* layers_;
    BlockSettings* settings_;
    config::RunConfig config_;
    QString paper_;
    std::vector<DeviceChoice> devices_;
};

}  // namespace isonet::widgets
