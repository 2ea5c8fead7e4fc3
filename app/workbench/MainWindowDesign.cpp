// The network in the form: drawn, counted, measured as initialised; undo and redo of its edits; the command palette.
#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QTimer>

#include "app/workbench/CommandPalette.h"
#include "app/workbench/ExperimentPage.h"
#include "app/workbench/InspectPage.h"
#include "app/workbench/LayerLab.h"
#include "app/workbench/MainWindow.h"
#include "model/spec/NetworkPlan.h"
#include "training/config/Presets.h"
#include "widgets/DesignView.h"
#include "widgets/PlotPanel.h"

namespace isonet::workbench {

namespace {

constexpr int quiet = 600;  // ms without an edit before the network is built and measured
// FLOPs of one image above which a network is measured only when asked: its spectra take minutes.
constexpr std::int64_t quickFlops = 400'000'000;

// The paper's row whose network this is, with its accuracy.
QString paperOf(const config::RunConfig& config) {
    for (const auto& preset : config::presets()) {
        if (preset.table.empty() || !(preset.config.model == config.model) ||
            !(preset.config.penalty == config.penalty) ||
            config::isDetection(preset.config) != config::isDetection(config))
            continue;
        QString words = QStringLiteral("The paper's ") + QString::fromStdString(preset.title);
        if (preset.paperTop1 > 0)
            words += QStringLiteral(": %1 % top-1 on ImageNet").arg(preset.paperTop1, 0, 'f', 2);
        else if (preset.paperFailed)
            words += QStringLiteral(": did not converge on ImageNet");
        else if (config::isDetection(config))
            words += QStringLiteral(": ") + QString::fromStdString(preset.paperResult) + QStringLiteral(" on COCO");
        return words;
    }
    return {};
}

}  // namespace

void MainWindow::connectDesign() {
    initial_ = new LayerLab(this);
    designTimer_ = new QTimer(this);
    designTimer_->setSingleShot(true);
    designTimer_->setInterval(quiet);
    connect(designTimer_, &QTimer::timeout, this, [this] { measureInitial(false); });
    connect(design_, &widgets::DesignView::edited, this, [this](const config::RunConfig& config) {
        if (shown_.isEmpty())
            page_->form()->setConfig(config);
    });
    connect(design_, &widgets::DesignView::measureRequested, this, [this] { measureInitial(true); });
    connect(initial_, &LayerLab::rowsReady, this, [this](const std::vector<widgets::LayerRow>& rows, bool complete) {
        const auto& model = measured_->model;
        const bool alike = spec::layOut(model).changed.empty();
        design_->setInitial(rows, complete ? QStringLiteral("Every convolution as %1 makes it%3, seed %2.")
                                                 .arg(QString::fromUtf8(spec::name(model.initialization)))
                                                 .arg(measured_->run.seed)
                                                 .arg(alike ? QString() : QStringLiteral(" or its own settings say"))
                                           : QStringLiteral("Measuring …"));
    });
    connect(initial_, &LayerLab::failed, this,
            [this](const QString& text) { design_->setInitial({}, QStringLiteral("Not measured: ") + text); });
}

void MainWindow::refreshDesign() {
    if (!noConfig_.isEmpty()) {
        designTimer_->stop();
        inspectPage_->setDraft(std::nullopt);
        design_->showMessage(noConfig_);
        return;
    }
    const auto& config = page_->form()->config();
    const bool valid = spec::validate(config::networkSpec(config)).empty();
    inspectPage_->setDraft(valid ? std::optional(config) : std::nullopt);
    if (page() != Page::Design)
        return;
    design_->setEditable(shown_.isEmpty());
    design_->setConfig(config, paperOf(config));
    const bool same = measured_ && config::networkSpec(*measured_) == config::networkSpec(config) &&
                      measured_->run.seed == config.run.seed && measured_->penalty == config.penalty;
    if (!same) {
        measured_.reset();
        initial_->cancel();
        design_->setInitial({}, QString());
        designTimer_->start();
    }
}

void MainWindow::measureInitial(bool asked) {
    const auto& config = page_->form()->config();
    const auto network = config::networkSpec(config);
    if (page() != Page::Design || !spec::validate(network).empty() || !spec::validate(config.penalty, network).empty())
        return;
    // It would take time from the training, not random numbers.
    if (!asked && worker_->isBusy()) {
        design_->setInitial({},
                            QStringLiteral("A run is being trained here: <a href='measure'>measure beside it</a>."));
        return;
    }
    if (!asked && spec::plan(network).flops > quickFlops) {
        design_->setInitial({},
                            QStringLiteral("This network is large: <a href='measure'>measure it</a> (up to minutes)."));
        return;
    }
    measured_ = config;
    design_->setInitial({}, QStringLiteral("Measuring …"));
    NetworkSource source;
    source.config = config;
    initial_->open(source);
}

void MainWindow::stepThroughEdits(bool back) {
    if (!shown_.isEmpty() || (back ? !history_.canUndo() : !history_.canRedo()))
        return;
    page_->form()->setConfig(back ? history_.undo() : history_.redo());
    refreshActions();
}

void MainWindow::showCommands() {
    CommandPalette palette(this);
    for (auto* action : menuBar()->actions())
        if (action->menu())
            palette.addMenu(action->text().remove(QLatin1Char('&')), action->menu());
    // What the plots that are seen offer. Their menus outlive the dialog by the command's turn.
    for (auto* panel : findChildren<widgets::PlotPanel*>()) {
        if (!panel->isVisible())
            continue;
        auto* menu = new QMenu(this);
        panel->fillMenu(*menu);
        palette.addMenu(panel->title(), menu);
        connect(&palette, &QDialog::finished, menu, [menu] { QTimer::singleShot(1000, menu, &QObject::deleteLater); });
    }
    palette.exec();
}

}  // namespace isonet::workbench
