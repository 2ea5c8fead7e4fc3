// The Design page: the stages of the network in the form, its diagram, what is selected, its cost, the isometry of the
// initialized network where the application has measured it, and the differences from a preset. Table and diagram are
// side by side where the page is wide enough, else the table is above. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/design/LayerInfo.h"
#include "widgets/form/ConfigForm.h"

class QAction;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QTableWidget;
class QTabWidget;

namespace isonet::widgets {

class DifferenceList;
class InitialTable;
class NetworkDiagram;
class SelectionPanel;
class StageTable;

class DesignView : public QWidget {
    Q_OBJECT
public:
    // `actions` (start from, undo, redo) become buttons of the tool bar; one with a menu shows it.
    explicit DesignView(const QList<QAction*>& actions, QWidget* parent = nullptr);

    void showMessage(const QString& message);                               // instead of a network
    void setConfig(const config::RunConfig& config, const QString& paper);  // paper: its result in the paper, or empty
    void setEditable(bool editable);                                        // false for the configuration of a run
    void setInspectable(bool inspectable);                                  // links to the weights of a run
    void setDevices(const std::vector<DeviceChoice>& devices);
    // Measurements of the initialized layers, and a status text.
    void setInitial(const std::vector<LayerRow>& rows, const QString& status);
    NetworkDiagram* diagram() const { return diagram_; }
    StageTable* stages() const { return stages_; }
    SelectionPanel* selection() const { return selection_; }
    QTableWidget* layers() const;
    QString costs() const;              // the displayed text
    void showPart(const QString& key);  // selects the part of a key such as "model.stages[2].channels"

Q_SIGNALS:
    void stepBegins();  // the next edit is not a part of the one before
    void edited(const isonet::config::RunConfig& config);
    void measureRequested();
    void inspectRequested(const QString& layer);  // of the selection
    void fieldRequested(const QString& key);      // of a difference, to be shown in the form

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeInfoPanel();
    void makeTools(const QList<QAction*>& actions, QHBoxLayout* row);
    void connectParts();
    void takeEdit(const config::RunConfig& config, const QString& key);
    void selectFromTable();
    void selectFromDiagram(const QString& name);
    void showSelection();
    void showCosts();
    void showDifferences();
    void exportDiagram();

    QWidget* bar_;
    QStackedWidget* stack_;
    QLabel* message_;
    QSplitter* middle_;
    NetworkDiagram* diagram_;
    StageTable* stages_;
    SelectionPanel* selection_;
    QLineEdit* search_;
    QLabel *found_, *costs_, *initial_;
    InitialTable* layers_;
    DifferenceList* differences_;
    QTabWidget* tabs_;
    config::RunConfig config_;
    QString paper_;
    QString selected_;   // a layer, block or part; empty: several rows of the table, or nothing
    QString editedKey_;  // of the last edit in the selection panel; empty: a complete edit
    std::vector<DeviceChoice> devices_;
};

}  // namespace isonet::widgets
