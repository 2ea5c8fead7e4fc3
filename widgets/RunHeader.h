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
    void showForeign();  // the run is another program's: only figures that it has are shown
    void setStatus(const telemetry::RunStatus& status);

private:
    void setName(const QString& name);
    void resizeEvent(QResizeEvent* event) override;
    void nameFigures(bool detection);
    void showFigures();

    QLabel *name_, *network_, *progressText_, *hint_;
    StateChip* chip_;
    QProgressBar* progress_;
    QWidget *figures_, *progressLine_;
    struct Figure {
        QLabel *value, *caption;
        bool known = true;  // false: nothing is shown of it
    };
    Figure figure(const QString& caption, const QString& tooltip);
    Figure loss_, train_, validation_, speed_, left_;
    bool detection_ = false, foreign_ = false;
};

}  // namespace isonet::widgets
