#include "widgets/inspect/InspectView.h"

#include <QLabel>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <initializer_list>

#include "widgets/inspect/EpochPlayer.h"
#include "widgets/inspect/InspectBar.h"
#include "widgets/inspect/KernelPage.h"
#include "widgets/inspect/LayerPicker.h"
#include "widgets/inspect/LayerTable.h"
#include "widgets/inspect/LayersPage.h"
#include "widgets/inspect/NetworkPage.h"
#include "widgets/inspect/SpectrumPage.h"
#include "widgets/plot/FactPlot.h"
#include "widgets/plot/HeatMap.h"

namespace isonet::widgets {

InspectView::InspectView(QWidget* parent)
    : QWidget(parent),
      bar_(new InspectBar),
      picker_(new LayerPicker),
      player_(new EpochPlayer),
      tabs_(new QTabWidget),
      table_(new LayerTable),
      layersPage_(new LayersPage(table_)),
      kernelPage_(new KernelPage),
      spectrumPage_(new SpectrumPage),
      networkPage_(new NetworkPage),
      note_(new QLabel) {
    setObjectName(QStringLiteral("inspectView"));
    tabs_->setDocumentMode(true);
    tabs_->setObjectName(QStringLiteral("inspectTabs"));
    tabs_->setMinimumWidth(200);
    for (QWidget* page : std::initializer_list<QWidget*>{kernelPage_, spectrumPage_, layersPage_, networkPage_})
        tabs_->addTab(page, {});
    nameTabs(false);
    note_->setObjectName(QStringLiteral("layerNote"));
    note_->setWordWrap(true);
    note_->setMargin(8);
    note_->hide();
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(bar_);
    all->addWidget(picker_);
    all->addWidget(player_);
    all->addWidget(note_);
    all->addWidget(tabs_, 1);

    connect(bar_, &InspectBar::sourceChosen, this, &InspectView::sourceChosen);
    connect(bar_, &InspectBar::cancelRequested, this, &InspectView::cancelRequested);
    connect(picker_, &LayerPicker::layerChosen, this, &InspectView::chooseLayer);
    connect(layersPage_, &LayersPage::layerChosen, this, &InspectView::chooseLayer);
    connect(table_, &LayerTable::layerChosen, this, [this](const QString& name) {
        player_->clearFrames();
        detail_.reset();
        picker_->setLayer(name);
        kernelPage_->setDeviations(rows_, name);
        explainLayer();
        nameFigures();
        Q_EMIT layerChosen(name);
    });
    connect(player_, &EpochPlayer::framesRequested, this, [this] { Q_EMIT epochsRequested(layer()); });
    connect(player_, &EpochPlayer::frameShown, this, [this] {
        if (const auto* frame = player_->frame())
            draw(*frame);
    });
    connect(player_, &EpochPlayer::left, this, [this] {
        if (detail_)
            draw(detail_);
        else if (!layer().isEmpty())
            Q_EMIT layerChosen(layer());
    });
    connect(networkPage_, &NetworkPage::signalsRequested, this, &InspectView::signalsRequested);
    connect(networkPage_, &NetworkPage::jacobianRequested, this, &InspectView::jacobianRequested);
    clear(tr("No run is open. Choose a run from the list, then a checkpoint here."));
}

void InspectView::clear(const QString& reason) {
    rows_.clear();
    complete_ = false;
    wanted_.clear();
    table_->setRows({});
    explainLayer();
    bar_->setStatus(reason);
    kernelPage_->showMessage(reason);
    spectrumPage_->showMessage(reason);
    networkPage_->clear();
    picker_->setRows({});
    layersPage_->setRows({});
    player_->setEpochs({});
    player_->clearFrames();
    detail_.reset();
    shown_.reset();
    setProgress({}, 0, 0);
    Q_EMIT rowsChanged();
    Q_EMIT shownChanged();
}

void InspectView::setSources(const QStringList& titles, const QStringList& values, const QString& reason) {
    bar_->setSources(titles, values);
    if (titles.isEmpty())
        clear(reason);
}

void InspectView::setOpened(const QString& title, bool measurable) {
    opened_ = title;
    nameFigures();
    bar_->setStatus(title);
    networkPage_->setMeasurable(measurable);
    if (!measurable)
        networkPage_->showMessage(
            tr("The file has weights without a network. Import it with isonet import to measure signals and "
               "Jacobians."));
}

void InspectView::setRows(const std::vector<LayerRow>& rows, bool complete) {
    const QString selected = layer();
    rows_ = rows;
    table_->setRows(rows);
    picker_->setRows(rows);
    layersPage_->setRows(rows);
    complete_ = complete;
    const bool wanted = takeWanted();
    if (!wanted && !selected.isEmpty() && layer() != selected)
        chooseLayer(selected);
    else if (!wanted && selected.isEmpty() && complete && !rows.empty())
        chooseLayer(QString::fromStdString(
            rows[std::min<std::size_t>(1, rows.size() - 1)].name));  // the first layer after the stem
    if (!rows_.empty())
        kernelPage_->setDeviations(rows_, layer());
    picker_->setLayer(layer());
    explainLayer();
    Q_EMIT rowsChanged();
}

void InspectView::nameFigures() {
    const QString epoch = player_->frame() ? tr(" epoch %1").arg(player_->epoch()) : QString();
    for (auto* figure : findChildren<FigureFrame*>())
        figure->setSubject((opened_ + epoch + QLatin1Char(' ') + layer()).trimmed());
}

void InspectView::explainLayer() {
    const auto row = std::ranges::find(rows_, layer().toStdString(), &LayerRow::name);
    const QString text = row == rows_.end() ? QString() : LayerTable::explanation(*row);
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

void InspectView::setDetail(const LayerDetail& detail) {
    if (QString::fromStdString(detail.name) != layer())
        return;
    detail_ = detail;
    if (!player_->frame())
        draw(detail_);
}

void InspectView::draw(const std::optional<LayerDetail>& layer) {
    shown_ = layer;
    ranges_ = rangesOf(*shown_);
    applyRanges();
    kernelPage_->setDetail(*shown_);
    spectrumPage_->setDetail(*shown_);
    nameFigures();
    Q_EMIT shownChanged();
}

PictureRanges InspectView::ranges() const {
    return player_->frame() ? player_->ranges() : shown_ ? ranges_ : PictureRanges();
}

void InspectView::lockRanges(const std::optional<PictureRanges>& ranges) {
    locked_ = ranges;
    applyRanges();
}

// Epochs that are played keep their colors, also without a comparison.
void InspectView::applyRanges() {
    const PictureRanges ranges = locked_ ? *locked_ : player_->frame() ? player_->ranges() : PictureRanges();
    kernelPage_->lockRanges(ranges);
    spectrumPage_->lockRanges(ranges);
}

void InspectView::nameTabs(bool narrow) {
    const QStringList full{tr("Kernel and isometry"), tr("Spectrum and b"), tr("Layers"), tr("Whole network")};
    const QStringList brief{tr("Kernel"), tr("Spectrum"), tr("Layers"), tr("Network")};
    for (int tab = 0; tab < tabs_->count(); ++tab) {
        tabs_->setTabText(tab, (narrow ? brief : full)[tab]);
        tabs_->setTabToolTip(tab, narrow ? full[tab] : QString());
    }
    tabs_->setUsesScrollButtons(!narrow);  // a column shortens them further
    tabs_->setElideMode(narrow ? Qt::ElideRight : Qt::ElideNone);
}

void InspectView::setNarrow(bool narrow) {
    nameTabs(narrow);
    kernelPage_->setNarrow(narrow);
    spectrumPage_->setNarrow(narrow);
    layersPage_->setNarrow(narrow);
    picker_->setNarrow(narrow);
}

void InspectView::setEpochs(const QVector<int>& epochs) {
    const bool played = player_->frame() != nullptr;
    player_->setEpochs(epochs);
    if (played && !player_->frame() && detail_)
        draw(detail_);
}

void InspectView::addEpoch(int index, const LayerDetail& detail) {
    if (QString::fromStdString(detail.name) == layer())
        player_->addFrame(index, detail);
}

void InspectView::finishEpochs() {
    player_->finish();
}

void InspectView::setSignals(const std::vector<SignalRow>& rows, const QString& images) {
    networkPage_->setSignals(rows, images);
}

void InspectView::setJacobian(const JacobianInfo& info, const QString& images) {
    networkPage_->setJacobian(info, images);
}

void InspectView::setProgress(const QString& activity, int done, int total) {
    bar_->setProgress(activity, done, total);
}

void InspectView::showFailure(const QString& message) {
    bar_->setStatus(message);
    if (rows_.empty()) {
        const QString text =
            bar_->sourceCount() > 1 ? tr("%1\n\nOther checkpoints can be chosen above.").arg(message) : message;
        kernelPage_->showMessage(text);
        spectrumPage_->showMessage(text);
        networkPage_->showMessage(text);
    }
    setProgress({}, 0, 0);
}

QString InspectView::layer() const {
    return table_->layer();
}

void InspectView::chooseLayer(const QString& name) {
    table_->chooseLayer(name);
}

void InspectView::showLayer(const QString& part) {
    wanted_ = part;
    takeWanted();
}

bool InspectView::takeWanted() {
    const QString convolution = wanted_.endsWith(QLatin1String("relu")) ? wanted_.chopped(5) : wanted_;  // "_relu"
    for (const bool whole : {true, false})
        for (const auto& row : rows_) {
            const QString name = QString::fromStdString(row.name);
            if (wanted_.isEmpty() || !(whole ? name == convolution : name.startsWith(convolution + QLatin1Char('.'))))
                continue;
            wanted_.clear();
            chooseLayer(name);
            return true;
        }
    if (complete_)
        wanted_.clear();
    return false;
}

QString InspectView::source() const {
    return bar_->source();
}

QString InspectView::sourceTitle() const {
    return bar_->sourceTitle();
}

void InspectView::chooseSource(const QString& value) {
    bar_->chooseSource(value);
}

QString InspectView::failure() const {
    return bar_->status();
}

void InspectView::addToBar(QWidget* widget) {
    bar_->addWidgetAtEnd(widget);
}

QTableWidget* InspectView::table() const {
    return table_;
}

HeatMap* InspectView::kernel() const {
    return kernelPage_->kernel();
}

HeatMap* InspectView::shiftMap() const {
    return kernelPage_->shiftMap();
}

HeatMap* InspectView::channelMap() const {
    return kernelPage_->channelMap();
}

HeatMap* InspectView::frequencies() const {
    return spectrumPage_->largest();
}

HeatMap* InspectView::lowFrequencies() const {
    return spectrumPage_->smallest();
}

FactPlot* InspectView::spectrum() const {
    return spectrumPage_->spectrum();
}

FactPlot* InspectView::offsets() const {
    return spectrumPage_->offsets();
}

FactPlot* InspectView::deviations() const {
    return kernelPage_->deviations();
}

FactPlot* InspectView::signalPlot() const {
    return networkPage_->signalPlot();
}

FactPlot* InspectView::jacobian() const {
    return networkPage_->jacobian();
}

}  // namespace isonet::widgets
