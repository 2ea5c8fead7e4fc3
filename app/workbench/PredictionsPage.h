// The page that shows what the shown run's detector finds in its validation images. It joins PredictionsView with
// PredictionLab, knows which checkpoints the run has, and reads the AP of each class from the run's records. Works only
// while it is seen. GUI thread only.
#pragma once

#include <QPointer>
#include <QWidget>
#include <optional>

#include "training/config/RunConfig.h"
#include "widgets/PredictionFacts.h"

class QTimer;

namespace isonet::widgets {
class PredictionsView;
class RunData;
}  // namespace isonet::widgets

namespace isonet::workbench {

class PredictionLab;
class ThumbnailLab;

// The average precision of the last evaluation in a run's records.
widgets::ApFigures apFiguresOf(const widgets::RunData& data);

class PredictionsPage : public QWidget {
    Q_OBJECT
public:
    explicit PredictionsPage(QWidget* parent = nullptr);
    ~PredictionsPage() override;

    // The run shown (empty: none); its records stay the caller's and must outlive the page.
    // `noConfig`: why the run has no configuration; empty: it has one, or it is being read.
    void setRun(const QString& path, const QString& name, const QString& noConfig, widgets::RunData* data);
    widgets::PredictionsView* view() const { return view_; }

    void saveSettings() const;
    void restoreSettings();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();  // checkpoints, messages, figures; opens what is not open yet
    void openAgain();
    void showFigures();

    widgets::PredictionsView* view_;
    PredictionLab* lab_;
    ThumbnailLab* thumbnails_;
    QTimer* late_;  // records come many a second
    QPointer<widgets::RunData> data_;
    QString run_, name_, noConfig_;
    QString opened_;  // "run|checkpoint" that the lab was asked for
};

}  // namespace isonet::workbench
