#include "app/workbench/pages/TrainPage.h"

#include <QFileInfo>
#include <QLineEdit>
#include <QSettings>
#include <QVBoxLayout>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/pages/BaselinePicker.h"
#include "app/workbench/session/AlertWatch.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/RunSession.h"
#include "training/sweeps/PaperResult.h"
#include "widgets/common/PathText.h"
#include "widgets/live/AlertBar.h"
#include "widgets/live/RunHeader.h"
#include "widgets/live/RunView.h"
#include "widgets/live/SteeringBar.h"
#include "widgets/plot/ViewOptions.h"
#include "widgets/series/RunData.h"

namespace isonet::workbench {

namespace {
const QString viewKey = QStringLiteral("train/view"), layoutKey = QStringLiteral("train/layout");
}

TrainPage::TrainPage(RunSession& session, DraftDocument& draft, AlertWatch& alerts, QWidget* parent)
    : QWidget(parent),
      session_(session),
      draft_(draft),
      header_(new widgets::RunHeader),
      alerts_(new widgets::AlertBar),
      steering_(new widgets::SteeringBar),
      view_(new widgets::RunView),
      baseline_(new BaselinePicker(session.shown(), *view_->viewOptions())),
      reading_(new BackgroundRead(this)) {
    view_->addTool(baseline_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    column->addWidget(alerts_);
    column->addWidget(steering_);
    column->addWidget(view_, 1);
    steering_->setVisible(false);
    connectParts();
    connect(&alerts, &AlertWatch::cleared, alerts_, &widgets::AlertBar::clear);
    connect(&alerts, &AlertWatch::found, alerts_, &widgets::AlertBar::add);
}

void TrainPage::connectParts() {
    auto* shown = &session_.shown();
    view_->setDraft(draft_.config());
    connect(&draft_, &DraftDocument::changed, this, [this] {
        view_->setDraft(draft_.config());
        if (session_.shown().isEmpty())
            header_->showDraft(draft_.config());
    });
    connect(shown, &ShownRun::changed, this, &TrainPage::showShown);
    connect(shown, &ShownRun::configRead, this, [this, shown] {
        header_->showRun(QFileInfo(shown->path()).fileName(), shown->config());
        showPaper();
    });
    connect(shown, &ShownRun::noConfigChanged, this, [this, shown] {
        if (shown->isForeign())
            header_->showForeign();
        view_->setForeign(shown->isForeign());
    });
    connect(shown, &ShownRun::statusChanged, this, [this, shown] {
        header_->setStatus(*shown->status());
        if (steering_->isVisible() && session_.isTrainedElsewhere())
            refreshSteering();
    });
    connect(&session_, &RunSession::trainingConfigChanged, this, &TrainPage::refreshSteering);
    connect(&session_, &RunSession::trainingStatusChanged, this, [this] {
        if (steering_->isVisible())
            refreshSteering();
    });
    connect(steering_, &widgets::SteeringBar::steered, this, &TrainPage::steer);
}

void TrainPage::showShown() {
    auto& shown = session_.shown();
    view_->viewOptions()->setPaper({});
    if (shown.isEmpty()) {
        view_->setData(nullptr);
        header_->showDraft(draft_.config());
        return;
    }
    view_->setData(shown.data());
    header_->showRun(QFileInfo(shown.path()).fileName(), {});
    header_->setStatus(session_.isTrainingShown() && session_.trainingStatus() ? *session_.trainingStatus()
                                                                               : telemetry::RunStatus{});
}

void TrainPage::showPaper() {
    const QString path = session_.shown().path();
    const auto config = *session_.shown().config();
    const auto show = [this, path](const std::optional<sweeps::PaperResult>& result) {
        if (path != session_.shown().path())
            return;
        std::optional<widgets::ReferenceValue> line;
        if (result)
            line = {result->score,
                    (result->sameSettings ? tr("paper %1 % (%2, %3)") : tr("paper %1 % (row of %2, %3, at its scale)"))
                        .arg(result->score)
                        .arg(QString::fromStdString(result->table), QString::fromStdString(result->row))};
        view_->viewOptions()->setPaper(line);
    };
    reading_->start(
        [show, path, config]() -> BackgroundRead::Answer {
            auto result = sweeps::paperResultOf(config);
            if (!result)
                result = sweeps::paperResultInQueue(widgets::pathBytes(path));
            return [show, result] { show(result); };
        },
        [] {});
}

void TrainPage::setSteeringVisible(bool on) {
    steering_->setVisible(on);
    if (on)
        refreshSteering();
}

void TrainPage::focusSteering() {
    steering_->field(QStringLiteral("optimizer.learning_rate"))->setFocus();
}

void TrainPage::refreshSteering() {
    if (const auto& config = session_.steeredConfig())
        steering_->setConfig(*config, session_.steeredEpoch());
}

void TrainPage::steer(const widgets::Steering& wanted) {
    training::LiveSettings settings;
    settings.learningRate = wanted.learningRate;
    settings.penaltyCoefficient = wanted.penaltyCoefficient;
    settings.spectrumSteps = wanted.spectrumSteps;
    settings.epochs = wanted.epochs;
    if (const QString problem = session_.steer(settings); !problem.isEmpty())
        steering_->setProblem(problem);
}

void TrainPage::restoreSettings() {
    const QSettings settings;
    view_->viewOptions()->setState(settings.value(viewKey).toMap());
    view_->setLayoutState(settings.value(layoutKey).toMap());
    baseline_->restoreSettings();
}

void TrainPage::saveSettings() const {
    QSettings settings;
    settings.setValue(viewKey, view_->viewOptions()->state());
    settings.setValue(layoutKey, view_->layoutState());
    baseline_->saveSettings();
}

}  // namespace isonet::workbench
