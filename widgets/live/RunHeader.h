// The header above the plots: the run's name, network, state and progress; loss, accuracy, throughput and time left.
// GUI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"

class QLabel;
class QProgressBar;

namespace isonet::widgets {

class StateChip;

class RunHeader : public QWidget {
    Q_OBJECT
public:
    explicit RunHeader(QWidget* parent = nullptr);

    void showDraft(const config::RunConfig& config);  // no run yet: the experiment to train
    void showRun(const QString& name, const std::optional<config::RunConfig>& config);
    void showForeign();  // a run of another program: shows only metrics it has
    void setStatus(const telemetry::RunStatus& status);

private:
    void setName(const QString& name);
    void resizeEvent(QResizeEvent* event) override;
    void labelMetrics(bool detection);
    void updateVisibility();

    QLabel *name_, *network_, *progressText_, *hint_, *next_;  // next_: what is measured next
    StateChip* chip_;
    QProgressBar* progress_;
    QWidget *metrics_, *progressLine_;
    struct HeadlineMetric {
        QLabel *value, *caption;
        bool known = true;  // false: hidden
    };
    HeadlineMetric addMetric(const QString& caption, const QString& tooltip);
    HeadlineMetric loss_, train_, validation_, speed_, left_;
    bool detection_ = false, foreign_ = false;
    std::optional<config::RunConfig> config_;  // of the shown run
};

}  // namespace isonet::widgets
