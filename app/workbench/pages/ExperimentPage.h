// The side bar's first page: presets, Open and Save; the form; what the network costs. While a run is shown, the form
// holds its configuration, read-only, under a banner that offers a new experiment from it; for a run without a
// configuration only the banner is shown. GUI thread only.
#pragma once

#include <QWidget>

#include "widgets/form/ConfigForm.h"
#include "widgets/form/NetworkSummary.h"

class QAction;
class QLabel;
class QMenu;
class QPushButton;
class QTimer;

namespace isonet::workbench {

class BackgroundQueries;
class DraftDocument;
class RunSession;

class ExperimentPage : public QWidget {
    Q_OBJECT
public:
    // The actions become buttons. All must outlive the page.
    ExperimentPage(QAction* open, QAction* save, DraftDocument& draft, RunSession& session,
                   BackgroundQueries& background, QWidget* parent = nullptr);

    widgets::ConfigForm* form() const { return form_; }
    widgets::NetworkSummary* summary() const { return summary_; }
    QMenu* presetMenu() const { return presets_; }

    void restoreSettings();
    void saveSettings() const;

Q_SIGNALS:
    void presetChosen(const QString& name);
    void newFromThisRequested();

private:
    QWidget* makeTools(QAction* open, QAction* save);
    QWidget* makeBanner();
    void fillPresets();
    void connectParts(BackgroundQueries& background);
    void editDraft();
    void showRunBanner();
    void showNoConfig();
    void setConfigVisible(bool on);

    DraftDocument& draft_;
    RunSession& session_;
    QMenu* presets_;
    QWidget *tools_ = nullptr, *banner_ = nullptr;
    QLabel* bannerText_ = nullptr;
    QPushButton* fromThis_ = nullptr;
    widgets::ConfigForm* form_;
    widgets::NetworkSummary* summary_;
    QTimer* dataTimer_;  // looks for the dataset when typing pauses
};

}  // namespace isonet::workbench
