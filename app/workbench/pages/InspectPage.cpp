#include "app/workbench/pages/InspectPage.h"

#include <QCollator>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <filesystem>

#include "app/workbench/jobs/LayerAnalyzer.h"
#include "app/workbench/jobs/PatientRead.h"
#include "app/workbench/session/ShownRun.h"
#include "model/spec/NetworkPlan.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"
#include "widgets/form/ConfigForm.h"
#include "widgets/inspect/InspectView.h"

namespace isonet::workbench {

namespace {

const QString initialized = QStringLiteral("initialized");

QStringList checkpointFiles(const QString& run) {
    QStringList files;
    std::error_code error;
    const std::filesystem::path folder(widgets::pathBytes(run + QStringLiteral("/checkpoints")));
    for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end; file.increment(error))
        if (std::error_code other; file->path().extension() == ".pt" && file->is_regular_file(other))
            files.append(widgets::pathText(file->path().filename().string()));
    return files;
}

QString titleOf(const QString& name) {
    if (name == QLatin1String("latest"))
        return InspectPage::tr("latest checkpoint");
    if (name == QLatin1String("best"))
        return InspectPage::tr("best checkpoint");
    return QString(name).replace(QLatin1Char('-'), QLatin1Char(' '));
}

}  // namespace

InspectPage::InspectPage(widgets::ConfigForm& form, ShownRun& shown, QWidget* parent)
    : QWidget(parent),
      form_(form),
      shown_(shown),
      split_(new QSplitter),
      openButton_(new QToolButton),
      second_(new QToolButton),
      reading_(new PatientRead(this)) {
    setObjectName(QStringLiteral("inspectPage"));
    for (auto& side : sides_) {
        side.view = new widgets::InspectView;
        side.analyzer = new LayerAnalyzer(this);
        split_->addWidget(side.view);
        connectSide(side);
    }
    split_->setChildrenCollapsible(false);
    second_->setText(tr("Side by side"));
    second_->setObjectName(QStringLiteral("sideBySide"));
    second_->setCheckable(true);
    second_->setAutoRaise(true);
    second_->setToolTip(
        tr("Open a second checkpoint next to the first. Different checkpoints show the same layer, the same checkpoint "
           "shows two layers"));
    connect(second_, &QToolButton::toggled, this, &InspectPage::setSideBySide);
    openButton_->setText(tr("Open checkpoint…"));
    openButton_->setObjectName(QStringLiteral("openCheckpoint"));
    openButton_->setAutoRaise(true);
    openButton_->setToolTip(tr(
        "Open a file of weights: PyTorch (.pt, .pth, .bin), safetensors, or the index of their parts. A file without "
        "a configuration shows its convolutions and linear layers"));
    connect(openButton_, &QToolButton::clicked, this, &InspectPage::chooseFile);
    sides_[0].view->addToBar(openButton_);
    sides_[0].view->addToBar(second_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(split_, 1);
    sides_[1].view->setVisible(false);
    connect(&form_, &widgets::ConfigForm::configChanged, this, &InspectPage::refreshNetwork);
    connect(&shown_, &ShownRun::noConfigChanged, this, &InspectPage::refreshNetwork);
    connect(&shown_, &ShownRun::changed, this, &InspectPage::refreshSources);
}

InspectPage::~InspectPage() {
    // Their last signals must not reach a half-destroyed page.
    for (auto& side : sides_)
        delete side.analyzer;
    delete reading_;
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
            if (each.view != side.view && each.view->isVisible() && each.opened != side.opened &&
                each.view->layer() != name)
                each.view->chooseLayer(name);
    });
    connect(view, &widgets::InspectView::signalsRequested, analyzer, &LayerAnalyzer::measureSignals);
    connect(view, &widgets::InspectView::jacobianRequested, analyzer, &LayerAnalyzer::measureJacobian);
    connect(view, &widgets::InspectView::cancelRequested, this, [view, analyzer] {
        analyzer->cancel();
        view->setProgress({}, 0, 0);
    });
    connect(analyzer, &LayerAnalyzer::opened, view, [view](const QString& title, qint64 step) {
        view->setOpened(step > 0 ? InspectPage::tr("%1 after %2 steps").arg(title, widgets::formatCount(step))
                                 : InspectPage::tr("%1, as initialized").arg(title));
    });
    connect(analyzer, &LayerAnalyzer::weightsOpened, view,
            [view](const QString& title) { view->setOpened(title, false); });
    connect(analyzer, &LayerAnalyzer::rowsReady, view, &widgets::InspectView::setRows);
    connect(analyzer, &LayerAnalyzer::layerReady, view, &widgets::InspectView::setDetail);
    connect(analyzer, &LayerAnalyzer::signalsReady, view, &widgets::InspectView::setSignals);
    connect(analyzer, &LayerAnalyzer::jacobianReady, view, &widgets::InspectView::setJacobian);
    connect(analyzer, &LayerAnalyzer::progress, view, &widgets::InspectView::setProgress);
    connect(analyzer, &LayerAnalyzer::failed, view, &widgets::InspectView::showFailure);
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
    const auto list = [this, run]() -> PatientRead::Answer {
        return [this, run, files = checkpointFiles(run)] {
            if (run == shown_.path())
                showSources(files);
        };
    };
    reading_->cancel();
    if (run.isEmpty())
        showSources({});
    else
        reading_->start(list, [] {});
}

void InspectPage::showSources(QStringList files) {
    const QString run = shown_.path(), name = shown_.name();
    QStringList titles, values;
    if (!run.isEmpty()) {
        QCollator natural;
        natural.setNumericMode(true);
        std::ranges::sort(files, [&](const QString& a, const QString& b) {
            const auto rank = [](const QString& each) {
                return each.startsWith(QLatin1String("latest")) ? 0 : each.startsWith(QLatin1String("best")) ? 1 : 2;
            };
            return rank(a) != rank(b) ? rank(a) < rank(b) : natural.compare(a, b) < 0;
        });
        for (const auto& file : std::as_const(files)) {
            titles.append(QStringLiteral("%1: %2").arg(name, titleOf(QFileInfo(file).completeBaseName())));
            values.append(run + QStringLiteral("/checkpoints/") + file);
        }
    }
    if (network_) {
        titles.append(run.isEmpty() ? tr("Network of the form, as initialized") : tr("%1: as initialized").arg(name));
        values.append(initialized);
    }
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
}

void InspectPage::setSideBySide(bool on) {
    second_->setChecked(on);
    sides_[1].view->setVisible(on);
    Q_EMIT sideBySideChanged(on);
    if (on)
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
