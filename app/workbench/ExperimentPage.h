// The side bar's first page: presets, open and save; the form; what the network costs. While a run is shown, its
// configuration stands here read-only under a banner that offers to go on from it; of a run that has none, the banner
// alone. GUI thread only.
#pragma once

#include <QWidget>

#include "training/config/RunConfig.h"
#include "widgets/ConfigForm.h"
#include "widgets/NetworkSummary.h"

class QAction;
class QLabel;
class QMenu;
class QPushButton;

namespace isonet::workbench {

class ExperimentPage : public QWidget {
    Q_OBJECT
public:
    ExperimentPage(QAction* open, QAction* save, QWidget* parent = nullptr);

    widgets::ConfigForm* form() const { return form_; }
    widgets::NetworkSummary* summary() const { return summary_; }
    QMenu* presetMenu() const { return presets_; }

    void editDraft(const config::RunConfig& config);
    void showRun(const QString& name);
    void showNoConfig(const QString& why);  // after showRun()

Q_SIGNALS:
    void presetChosen(const QString& name);
    void newFromThisRequested();
    void backToDraftRequested();

private:
    void fillPresets();
    void showConfig(bool on);

    QMenu* presets_;
    QWidget *tools_, *banner_;
    QLabel* bannerText_;
    QPushButton* fromThis_;
    widgets::ConfigForm* form_;
    widgets::NetworkSummary* summary_;
};

}  // namespace isonet::workbench
