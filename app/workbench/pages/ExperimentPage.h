// The side bar's first page: presets, Open and Save; the form; what the network costs. While a run is shown, its
// differences from a preset are listed instead, under a banner that offers a new experiment from it and the form with
// all settings, read-only; for a run without a configuration only the banner is shown. GUI thread only.
#pragma once

#include <QWidget>
#include <string>

#include "widgets/form/ConfigForm.h"
#include "widgets/form/DifferenceList.h"
#include "widgets/form/NetworkSummary.h"

class QAction;
class QCheckBox;
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
    widgets::DifferenceList* differences() const { return differences_; }
    void findSetting();                    // starts the search in the form
    void showField(const QString& key);    // of all settings, if a run is shown
    void setSummaryVisible(bool visible);  // false where the page shows the cost itself
    bool isCompact() const;                // a list of differences, which needs less width than the form

    void restoreSettings();
    void saveSettings() const;

Q_SIGNALS:
    void presetChosen(const QString& name);
    void emptyRequested();  // start from the smallest network
    void newFromThisRequested();
    void compactChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeTools(QAction* open, QAction* save);
    QWidget* makeBanner();
    void fillPresets();
    void connectParts(BackgroundQueries& background);
    void editDraft();
    // Turns on data.test_split where the user has chosen a folder with a test part.
    void useTestPart(const QString& root);
    void showRunBanner();
    void showNoConfig();
    void setConfigVisible(bool on);
    void refreshParts();

    DraftDocument& draft_;
    RunSession& session_;
    QMenu* presets_;
    QWidget *tools_ = nullptr, *banner_ = nullptr;
    QLabel* bannerText_ = nullptr;
    QPushButton* fromThis_ = nullptr;
    QCheckBox* all_ = nullptr;  // shows all settings of a run
    widgets::DifferenceList* differences_;
    widgets::ConfigForm* form_;
    widgets::NetworkSummary* summary_;
    QTimer* dataTimer_;     // looks for the dataset when typing pauses
    std::string keptRoot_;  // data.root whose data.test_split stays as it is
    bool configVisible_ = true, summaryVisible_ = true, compact_ = false;
};

}  // namespace isonet::workbench
