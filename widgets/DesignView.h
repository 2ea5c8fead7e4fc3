// The page that shows what the form describes: the network's diagram; what it costs and whether it fits the device; the
// chosen layer; and, where the app has computed it, how isometric it is before any training. GUI thread only.
#pragma once

#include <QMap>
#include <QWidget>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/ConfigForm.h"
#include "widgets/LayerFacts.h"

class QAction;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableWidget;

namespace isonet::widgets {

class BlockSettings;
class NetworkDiagram;

class DesignView : public QWidget {
    Q_OBJECT
public:
    // The actions, undo and redo of the form's edits among them, become buttons.
    explicit DesignView(const QList<QAction*>& actions, QWidget* parent = nullptr);

    void showMessage(const QString& words);                                 // in place of a network
    void setConfig(const config::RunConfig& config, const QString& paper);  // paper: its row and accuracy, or empty
    void setEditable(bool editable);                                        // false: a run's configuration, to be read
    void setDevices(const std::vector<DeviceChoice>& devices);
    // The layers as initialised. `words` says what is missing or under way.
    void setInitial(const std::vector<LayerRow>& rows, const QString& words);
    NetworkDiagram* diagram() const { return diagram_; }
    QTableWidget* layers() const { return layers_; }
    QString costs() const;  // as shown, for tests

Q_SIGNALS:
    void edited(const config::RunConfig& config);  // the chosen layers' own settings
    void measureRequested();

private:
    void makeTools(const QList<QAction*>& actions, class QHBoxLayout* row);
    void showCosts();
    void showLayer(const QString& name);
    void showInitial();
    void askAndExport();

    QWidget* bar_;
    QStackedWidget* stack_;
    QLabel* message_;
    NetworkDiagram* diagram_;
    QLineEdit* search_;
    QLabel *found_, *costs_, *layer_, *initial_;
    QTableWidget* layers_;
    BlockSettings* settings_;
    config::RunConfig config_;
    QString paper_, words_;
    std::vector<DeviceChoice> devices_;
    std::vector<LayerRow> rows_;
};

}  // namespace isonet::widgets
