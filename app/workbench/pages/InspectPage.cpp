#include "app/workbench/pages/InspectPage.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/jobs/LayerAnalyzer.h"
#include "app/workbench/runs/CheckpointFiles.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/ShownRun.h"
#include "model/spec/NetworkPlan.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"
#include "widgets/form/ConfigForm.h"
#include "widgets/inspect/Comparison.h"
#include "widgets/inspect/DifferenceView.h"
#include "widgets/inspect/InspectView.h"

namespace isonet::workbench {

namespace {

const QString initialized = QStringLiteral("initialized");

QString titleOf(const QString& name) {
    if (name == QLatin1String("latest"))
        return InspectPage::tr("latest checkpoint");
    if (name == QLatin1String("best"))
        return InspectPage::tr("best checkpoint");
    return QString(name).replace(QLatin1Char('-'), QLatin1Char(' '));
}

}  // namespace

InspectPage::InspectPage(widgets::ConfigForm& form, ShownRun& shown, const RunFolders& folders, QWidget* parent)
    : QWidget(parent),
      form_(form),
      shown_(shown),
      folders_(folders),
      split_(new QSplitter),
      difference_(new widgets::DifferenceView),
      openButton_(new QToolButton),
      second_(new QToolButton),
      sameLayer_(new QToolButton),
      sameColors_(new QToolButton),
      reading_(new BackgroundRead(this)),
      runReading_(new BackgroundRead(this)) {
    setObjectName(QStringLiteral("inspectPage"));
    for (auto& side : sides_) {
        side.view = new widgets::InspectView;
        side.analyzer = new LayerAnalyzer(this);
        split_->addWidget(side.view);
        connectSide(side);
    }
    split_->addWidget(difference_);
    split_->setChildrenCollapsible(false);
    comparison_ = new widgets::Comparison(sides_[0].view, sides_[1].view, difference_, this);
    makeTools();
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(split_, 1);
    sides_[1].view->setVisible(false);
    difference_->setVisible(false);
    connect(&form_, &widgets::ConfigForm::configChanged, this, &InspectPage::refreshNetwork);
    connect(&shown_, &ShownRun::noConfigChanged, this, &InspectPage::refreshNetwork);
    connect(&shown_, &ShownRun::changed, this, &InspectPage::refreshSources);
}

void InspectPage::makeTools() {
    const auto button = [](QToolButton* made, const QString& text, const char* objectName, const QString& tip) {
        made->setText(text);
        made->setObjectName(QString::fromLatin1(objectName));
        made->setAutoRaise(true);
        made->setToolTip(tip);
    };
    button(second_, tr("Side by side"), "sideBySide",
           tr("Open a second checkpoint next to the first, with a third column of their differences. Different "
              "checkpoints show the same layer, the same checkpoint shows two layers"));
    button(sameLayer_, tr("Same layer"), "sameLayer",
           tr("Choosing a layer on one side chooses it on the other. Off: any two layers. The same checkpoint on both "
              "sides always shows two layers"));
    button(sameColors_, tr("Same colors"), "sameColors", tr("The same color scales on both sides"));
    for (auto* each : {second_, sameLayer_, sameColors_})
        each->setCheckable(true);
    for (auto* each : {sameLayer_, sameColors_}) {
        each->setChecked(true);
        each->hide();
    }
    connect(second_, &QToolButton::toggled, this, &InspectPage::setSideBySide);
    connect(sameColors_, &QToolButton::toggled, comparison_, &widgets::Comparison::setLocked);
    button(openButton_, tr("Open"), "openCheckpoint", tr("Open weights that are not in the list"));
    auto* menu = new QMenu(openButton_);
    menu->setToolTipsVisible(true);
    auto* file = menu->addAction(tr("Checkpoint file…"), this, &InspectPage::chooseFile);
    file->setToolTip(tr(
        "Open a file of weights: PyTorch (.pt, .pth, .bin), safetensors, or the index of their parts. A file without "
        "a configuration shows its convolutions and linear layers"));
    auto* run = menu->addAction(tr("Checkpoints of another run…"), this, &InspectPage::chooseRun);
    run->setObjectName(QStringLiteral("openOtherRun"));
    run->setToolTip(tr("Add the checkpoints of another run to the lists, to compare it with this one"));
    openButton_->setMenu(menu);
    openButton_->setPopupMode(QToolButton::InstantPopup);
    sides_[0].view->addToBar(openButton_);
    sides_[0].view->addToBar(second_);
    sides_[1].view->addToBar(sameLayer_);
    sides_[1].view->addToBar(sameColors_);
}

InspectPage::~InspectPage() {
    // Their last signals must not reach a half-destroyed page.
    delete comparison_;
    for (auto& side : sides_)
        delete side.analyzer;
    delete reading_;
    delete runReading_;
}

void InspectPage::connectSide(Side& side) {
    auto* view = side.view;
    auto* analyzer = side.analyzer;
    connect(view, &widgets::InspectView::sourceChosen, this,
            [this, &side](const QString& value) { openSource(side, value); });
    connect(view, &widgets::InspectView::layerChosen, this, [this, &side, analyzer](const QString& name) {
        analyzer->showLayer(name);
        // Two checkpoints show the same layer; one checkpoint opened twice shows two layers.
        for (auto& each : sides_)
            if (sameLayer_->isChecked() && each.view != side.view && each.view->isVisible() &&
                each.opened != side.opened && each.view->layer() != name)
                each.view->chooseLayer(name);
    });
    connect(view, &widgets::InspectView::signalsRequested, analyzer, &LayerAnalyzer::measureSignals);
    connect(view, &widgets::InspectView::jacobianRequested, analyzer, &LayerAnalyzer::measureJacobian);
    connect(view, &widgets::InspectView::epochsRequested, this,
            [this, &side, analyzer](const QString& layer) { analyzer->measureFrames(epochFiles(side.opened), layer); });
    connect(analyzer, &LayerAnalyzer::frameReady, view, &widgets::InspectView::addEpoch);
    connect(analyzer, &LayerAnalyzer::framesDone, view, &widgets::InspectView::finishEpochs);
    connect(view, &widgets::InspectView::cancelRequested, this, [view, analyzer] {
        analyzer->cancel();
        view->finishEpochs();
        view->setProgress({}, 0, 0);
    });
    connect(analyzer, &LayerAnalyzer::opened, view, [view](const QString& title, qint64 step) {
        view->setOpened(step == 1  ? InspectPage::tr("%1 after 1 step").arg(title)
                        : step > 1 ? InspectPage::tr("%1 after %2 steps").arg(title, widgets::formatCount(step))
                                   : InspectPage::tr("%1, as initialized").arg(title));
    });
    connect(analyzer, &LayerAnalyzer::weightsOpened, view,
            [view](const QString& title) { view->setOpened(title, false); });
    connect(analyzer, &LayerAnalyzer::rowsReady, view, &widgets::InspectView::setRows);
    connect(analyzer, &LayerAnalyzer::layerReady, view, &widgets::InspectView::setDetail);
    connect(analyzer, &LayerAnalyzer::signalsReady, view, &widgets::InspectView::setSignals);
    connect(analyzer, &LayerAnalyzer::jacobianReady, view, &widgets::InspectView::setJacobian);
    connect(analyzer, &LayerAnalyzer::progress, view, &widgets::InspectView::setProgress);
    connect(analyzer, &LayerAnalyzer::failed, view, [view](const QString& message) {
        view->finishEpochs();
        view->showFailure(message);
    });
}

void InspectPage::refreshNetwork() {
    const auto& config = form_.config();
    std::optional<config::RunConfig> network;
    if (shown_.noConfigReason().isEmpty() && spec::validate(config::networkSpec(config)).empty())
        network = config;
    if (network_ == network)
        return;
    network_ = network;
    for (auto& side : sides_)
        if (side.opened == initialized)
            side.opened.clear();
    refreshSources();
}

void InspectPage::refreshSources() {
    if (!isVisible())
        return;
    const QString run = shown_.path();
    QStringList runs = runs_;
    if (!run.isEmpty() && !runs.contains(run))
        runs.append(run);
    const auto list = [this, run, runs]() -> BackgroundRead::Answer {
        QMap<QString, QStringList> stored;
        for (const auto& each : runs)
            stored[each] = checkpointFiles(each);
        return [this, run, stored] {
            if (run != shown_.path())
                return;
            stored_ = stored;
            showSources();
        };
    };
    reading_->cancel();
    if (runs.isEmpty()) {
        stored_.clear();
        showSources();
    } else {
        reading_->start(list, [] {});
    }
}

void InspectPage::showSources() {
    const QString run = shown_.path(), name = shown_.name();
    QStringList titles, values;
    const auto addRunFiles = [&](const QString& each) {
        for (const auto& file : stored_.value(each)) {
            titles.append(QStringLiteral("%1: %2").arg(runName(each), titleOf(QFileInfo(file).completeBaseName())));
            values.append(file);
        }
    };
    addRunFiles(run);
    if (network_) {
        titles.append(run.isEmpty() ? tr("Network of the form, as initialized") : tr("%1: as initialized").arg(name));
        values.append(initialized);
    }
    for (const auto& other : std::as_const(runs_))
        if (other != run)
            addRunFiles(other);
    for (const auto& file : std::as_const(files_)) {
        titles.append(tr("File %1").arg(QFileInfo(file).fileName()));
        values.append(file);
    }
    const QString emptyReason =
        run.isEmpty() ? tr("Choose a run from the list of runs, or fix the form.")
                      : tr("%1 has neither a checkpoint nor a configuration to build a network from.").arg(name);
    for (auto& side : sides_) {
        side.view->setSources(titles, values, emptyReason);
        if (titles.isEmpty())
            side.opened.clear();
        else if (side.view->isVisible() && side.view->source() != side.opened)
            openSource(side, side.view->source());
        else
            showEpochs(side);
    }
}

void InspectPage::chooseFile() {
    const QString folder = files_.isEmpty() ? QDir::homePath() : QFileInfo(files_.last()).absolutePath();
    const QString file =
        QFileDialog::getOpenFileName(window(), tr("Open checkpoint"), folder,
                                     tr("Weights (*.pt *.pth *.bin *.ckpt *.safetensors *.index.json);;All files (*)"));
    if (!file.isEmpty())
        openFile(file);
}

void InspectPage::chooseRun() {
    QStringList folders = folders_.all();
    if (!shown_.isEmpty())
        folders.prepend(QFileInfo(shown_.path()).absolutePath());
    const auto list = [this, folders, shown = shown_.path()]() -> BackgroundRead::Answer {
        QStringList runs = runsWithCheckpoints(folders);
        runs.removeAll(shown);
        return [this, runs] {
            // Later, so that no dialog opens during the read.
            QMetaObject::invokeMethod(
                this, [this, runs] { askForRun(runs); }, Qt::QueuedConnection);
        };
    };
    runReading_->start(list, [] {});
}

void InspectPage::askForRun(const QStringList& runs) {
    QStringList names;
    for (const auto& run : runs)
        names.append(QFileInfo(run).fileName());
    if (names.isEmpty()) {
        sides_[0].view->showFailure(tr("No other run in the folders of runs has checkpoints."));
        return;
    }
    bool accepted = false;
    const QString name = QInputDialog::getItem(window(), tr("Checkpoints of another run"), tr("Run, newest first:"),
                                               names, 0, false, &accepted);
    if (accepted)
        addRun(runs.value(names.indexOf(name)));
}

void InspectPage::addRun(const QString& path) {
    const QString run = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    if (!runs_.contains(run))
        runs_.append(run);
    refreshSources();
}

QStringList InspectPage::epochFiles(const QString& opened) const {
    QStringList files;
    for (const auto& run : stored_)
        if (run.contains(opened))
            for (const auto& file : run)
                if (epochOf(file) >= 0)
                    files.append(file);
    return files;
}

void InspectPage::showEpochs(const Side& side) {
    QVector<int> epochs;
    for (const auto& file : epochFiles(side.opened))
        epochs.append(epochOf(file));
    side.view->setEpochs(epochs);
}

void InspectPage::openFile(const QString& path) {
    const QString file = QFileInfo(path).absoluteFilePath();
    if (!files_.contains(file))
        files_.append(file);
    refreshSources();
    Side& first = sides_[0];
    first.view->chooseSource(file);
    openSource(first, file);
}

void InspectPage::openSource(Side& side, const QString& value) {
    side.opened = value;
    side.view->clear(tr("Opening…"));
    NetworkSource source;
    if (value == initialized)
        source.config = network_;
    else
        source.path = value;
    side.analyzer->open(source);
    showEpochs(side);
}

void InspectPage::setSideBySide(bool on) {
    second_->setChecked(on);
    for (auto* each : std::initializer_list<QWidget*>{sides_[1].view, difference_, sameLayer_, sameColors_})
        each->setVisible(on);
    comparison_->setOn(on);
    Q_EMIT sideBySideChanged(on);
    if (!on)
        return;
    const int width = std::max(split_->width() / 3, 1);
    split_->setSizes({width, width, width});
    refreshSources();
}

bool InspectPage::isSideBySide() const {
    return second_->isChecked();
}

void InspectPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshSources();
}

}  // namespace isonet::workbench
