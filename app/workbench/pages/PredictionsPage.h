// The page that shows the predictions of the shown run on its validation images: of a detector with the AP of each
// class from the run's records, joining PredictionsView with PredictionRunner; of a classifier as ClassifierPart does.
// Works only while it is visible. GUI thread only.
#pragma once

#include <QWidget>

#include "widgets/predictions/PredictionInfo.h"

class QStackedWidget;
class QTimer;

namespace isonet::widgets {
class ClassifierView;
class PredictionsView;
class RunData;
}  // namespace isonet::widgets

namespace isonet::workbench {

class ClassifierPart;
class BackgroundRead;
class PredictionRunner;
class ShownRun;
class ThumbnailLoader;

// The average precision at the last evaluation in a run's records.
widgets::ApMetrics apMetricsOf(const widgets::RunData& data);

class PredictionsPage : public QWidget {
    Q_OBJECT
public:
    // The run must outlive the page.
    explicit PredictionsPage(ShownRun& shown, QWidget* parent = nullptr);
    ~PredictionsPage() override;

    widgets::PredictionsView* view() const { return view_; }  // of a detector; also the reasons for no predictions
    widgets::ClassifierView* classifier() const { return classifierView_; }
    bool showsClassifier() const;

    void saveSettings() const;
    void restoreSettings();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void connectParts();
    void refresh();  // checkpoints, messages, AP; opens a checkpoint that is not open yet
    void showCheckpoints(const QStringList& stored);  // of best and latest
    void reopen();
    void closeAll(const QString& message);
    bool isClassifier() const;  // the shown run
    QString chosenCheckpoint() const;
    QString emptyReason() const;  // why there are no predictions; empty: there can be

    ShownRun& shown_;
    QStackedWidget* stack_;
    widgets::PredictionsView* view_;
    widgets::ClassifierView* classifierView_;
    ClassifierPart* classifier_;
    PredictionRunner* runner_;
    ThumbnailLoader* thumbnails_;
    BackgroundRead* reading_;  // of the checkpoints
    QTimer* settleTimer_;      // collapses many records per second into one refresh
    QString opened_;           // the checkpoint that a runner was asked for
};

}  // namespace isonet::workbench
