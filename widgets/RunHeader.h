// The line above the plots: the run's name, network and state; its progress; loss, accuracy, speed and time left.
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

    void showDraft(const config::RunConfig& config);  // no run yet: what Start would train
    void showRun(const QString& name, const std::optional<config::RunConfig>& config);
    void setStatus(const telemetry::RunStatus& status);

private:
    void setName(const QString& name);
    void resizeEvent(QResizeEvent* event) override;
    void nameFigures(bool detection);

    QLabel *name_, *network_, *progressText_, *hint_;
    StateChip* chip_;
    QProgressBar* progress_;
    QWidget *figures_, *progressLine_;
    struct Figure {
        QLabel *value, *caption;
    };
    Figure figure(const QString& caption, const QString& tooltip);
    Figure loss_, train_, validation_, speed_, left_;
    bool detection_ = false;
};

}  // namespace isonet::widgets
