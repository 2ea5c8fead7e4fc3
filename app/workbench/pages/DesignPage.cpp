#include "app/workbench/pages/DesignPage.h"

#include <QTimer>
#include <QVBoxLayout>

#include "app/workbench/jobs/BackgroundQueries.h"
#include "app/workbench/jobs/LayerAnalyzer.h"
#include "app/workbench/pages/RunDeviations.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/RunSession.h"
#include "model/spec/NetworkPlan.h"
#include "training/sweeps/Presets.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkDiagram.h"
#include "widgets/design/StageEdits.h"
#include "widgets/form/ConfigForm.h"

namespace isonet::workbench {

namespace {

constexpr int quietInterval = 600;  // ms without an edit before the network is built and measured
// FLOPs per image above which a network is measured on request only: its spectra take minutes.
constexpr std::int64_t quickFlops = 400'000'000;

// Whether both are the same network; one of them may be written out in stages.
bool isSameNetwork(const config::RunConfig& preset, const config::RunConfig& config) {
    return preset.model == config.model ||
           (!widgets::isShorthand(config) && widgets::expandedConfig(preset).model == config.model);
}

// The row of the paper's tables that has this network, with its accuracy.
QString paperRow(const config::RunConfig& config) {
    for (const auto& preset : sweeps::presets()) {
        if (preset.table.empty() || !isSameNetwork(preset.config, config) ||
            !(preset.config.penalty == config.penalty) ||
            config::isDetection(preset.config) != config::isDetection(config))
            continue;
        const QString title = QString::fromStdString(preset.title);
        if (preset.paperTop1 > 0)
            return DesignPage::tr("%1 in the paper: %2 % top-1 on ImageNet")
                .arg(title)
                .arg(preset.paperTop1, 0, 'f', 2);
        if (preset.paperFailed)
            return DesignPage::tr("%1 in the paper: did not converge on ImageNet").arg(title);
        if (config::isDetection(config))
            return DesignPage::tr("%1 in the paper: %2 on COCO").arg(title, QString::fromStdString(preset.paperResult));
        return DesignPage::tr("%1 in the paper").arg(title);
    }
    return {};
}

}  // namespace

DesignPage::DesignPage(const QList<QAction*>& actions, widgets::ConfigForm& form, DraftDocument& draft,
                       RunSession& session, BackgroundQueries& background, QWidget* parent)
    : QWidget(parent),
      form_(form),
      session_(session),
      view_(new widgets::DesignView(actions)),
      analyzer_(new LayerAnalyzer(this)),
      quietTimer_(new QTimer(this)) {
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(view_);
    quietTimer_->setSingleShot(true);
    quietTimer_->setInterval(quietInterval);
    connect(quietTimer_, &QTimer::timeout, this, [this] { measure(false); });
    connect(&form_, &widgets::ConfigForm::configChanged, this, &DesignPage::refresh);
    connect(&session_.shown(), &ShownRun::noConfigChanged, this, &DesignPage::refresh);
    connect(&session_, &RunSession::aboutToStart, this, [this] {
        quietTimer_->stop();
        analyzer_->cancel();
    });
    connect(&background, &BackgroundQueries::devicesFound, view_, &widgets::DesignView::setDevices);
    connect(view_, &widgets::DesignView::stepBegins, this, [&draft] { draft.beginStep(); });
    connect(view_, &widgets::DesignView::fieldRequested, this, &DesignPage::fieldRequested);
    connect(view_, &widgets::DesignView::edited, this, [this](const config::RunConfig& config) {
        if (session_.shown().isEmpty())
            form_.setConfig(config);
    });
    new RunDeviations(session_.shown(), *view_->diagram(), this);
    connect(view_->diagram(), &widgets::NetworkDiagram::layerActivated, this, &DesignPage::inspectRequested);
    connect(view_, &widgets::DesignView::inspectRequested, this, &DesignPage::inspectRequested);
    connect(view_, &widgets::DesignView::measureRequested, this, [this] { measure(true); });
    connect(analyzer_, &LayerAnalyzer::rowsReady, this, &DesignPage::showInitial);
    connect(analyzer_, &LayerAnalyzer::failed, this,
            [this](const QString& text) { view_->setInitial({}, tr("Not measured: %1").arg(text)); });
}

DesignPage::~DesignPage() {
    delete analyzer_;  // its last signals must not reach a half-destroyed page
}

void DesignPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void DesignPage::refresh() {
    if (const QString& reason = session_.shown().noConfigReason(); !reason.isEmpty()) {
        quietTimer_->stop();
        view_->showMessage(reason);
        return;
    }
    if (!isVisible())
        return;
    const auto& config = form_.config();
    view_->setEditable(session_.shown().isEmpty());
    view_->setInspectable(!session_.shown().isEmpty());
    view_->setConfig(config, paperRow(config));
    const bool same = measured_ && config::networkSpec(*measured_) == config::networkSpec(config) &&
                      measured_->run.seed == config.run.seed && measured_->penalty == config.penalty &&
                      measured_->fineTuning == config.fineTuning;
    if (!same) {
        measured_.reset();
        analyzer_->cancel();
        view_->setInitial({}, QString());
        quietTimer_->start();
    }
}

void DesignPage::measure(bool onRequest) {
    const auto& config = form_.config();
    const auto network = config::networkSpec(config);
    if (!isVisible() || !spec::validate(network).empty() || !spec::validate(config.penalty, network).empty())
        return;
    // It would slow down training, although it would not use its random numbers.
    if (!onRequest && session_.worker()->isBusy()) {
        view_->setInitial({}, tr("A run is in progress. <a href='measure'>Measure anyway</a>."));
        return;
    }
    if (!onRequest && spec::plan(network).flops > quickFlops) {
        view_->setInitial({}, tr("This network is large. <a href='measure'>Measure it</a> (may take minutes)."));
        return;
    }
    measured_ = config;
    view_->setInitial({}, tr("Measuring…"));
    NetworkSource source;
    source.config = config;
    analyzer_->open(source);
}

void DesignPage::showInitial(const std::vector<model::LayerReport>& rows, bool complete) {
    const auto& model = measured_->model;
    if (complete && !measured_->fineTuning.weights.empty()) {
        view_->setInitial(rows, tr("Every convolution, with the weights of %1.")
                                    .arg(QString::fromStdString(measured_->fineTuning.weights).toHtmlEscaped()));
        return;
    }
    const bool uniform = spec::layOut(model).changed.empty();  // no block has its own settings
    view_->setInitial(rows, !complete
                                ? tr("Measuring…")
                                : (uniform ? tr("Every convolution, initialized with %1, seed %2.")
                                           : tr("Every convolution, initialized with %1 or its own settings, seed "
                                                "%2."))
                                      .arg(QString::fromUtf8(spec::name(model.initialization)))
                                      .arg(measured_->run.seed));
}

}  // namespace isonet::workbench
