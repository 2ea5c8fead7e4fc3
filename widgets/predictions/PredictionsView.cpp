#include "widgets/predictions/PredictionsView.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/plot/ExportDialog.h"
#include "widgets/predictions/ApTable.h"
#include "widgets/predictions/ImageList.h"
#include "widgets/predictions/PredictionBar.h"
#include "widgets/predictions/PredictionCanvas.h"
#include "widgets/predictions/PredictionTools.h"

namespace isonet::widgets {
namespace {

constexpr double defaultScore = 0.5;

QLabel* makeStatusLine(const char* objectName) {
    auto* label = new PlainLabel;
    label->setObjectName(QString::fromLatin1(objectName));
    label->setMinimumWidth(40);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return label;
}

}  // namespace

PredictionsView::PredictionsView(QWidget* parent)
    : QWidget(parent),
      bar_(new PredictionBar),
      canvas_(new PredictionCanvas),
      tools_(new PredictionTools(canvas_)),
      list_(new ImageList),
      apTable_(new ApTable),
      stack_(new QStackedWidget),
      message_(new PlainLabel),
      counts_(makeStatusLine("predictionCounts")),
      hovered_(makeStatusLine("viewBarText")),
      reload_(new QPushButton(tr("Reload"))),
      split_(new QSplitter),
      lists_(new QSplitter(Qt::Vertical)) {
    setObjectName(QStringLiteral("predictionsView"));
    split_->addWidget(makeLists());
    split_->addWidget(makeImagePane());
    split_->setStretchFactor(0, 0);
    split_->setStretchFactor(1, 1);
    split_->setChildrenCollapsible(false);
    split_->setSizes({230, 700});
    split_->setHandleWidth(1);
    auto* page = new QWidget;
    auto* parts = new QVBoxLayout(page);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(0);
    parts->addWidget(tools_);
    parts->addWidget(split_, 1);
    stack_->addWidget(makeMessagePage());
    stack_->addWidget(page);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(bar_);
    all->addWidget(stack_, 1);

    connect(bar_, &PredictionBar::checkpointChosen, this, &PredictionsView::checkpointChosen);
    connect(bar_, &PredictionBar::reloadRequested, this, &PredictionsView::reloadRequested);
    connect(reload_, &QPushButton::clicked, this, &PredictionsView::reloadRequested);
    connect(tools_, &PredictionTools::stepRequested, this, &PredictionsView::step);
    connect(tools_, &PredictionTools::shownObjectsChanged, this, &PredictionsView::showCounts);
    connect(tools_, &PredictionTools::exportRequested, this, &PredictionsView::exportImage);
    connect(apTable_, &ApTable::classClicked, tools_, &PredictionTools::toggleCategory);
    connect(canvas_, &PredictionCanvas::hovered, hovered_, &QLabel::setText);
    connect(canvas_, &PredictionCanvas::stepRequested, this, &PredictionsView::step);
    setScore(defaultScore);
    showMessage(tr("No run is open. Choose a detection run from the list of runs."));
}

QWidget* PredictionsView::makeMessagePage() {
    message_->setObjectName(QStringLiteral("emptyState"));
    message_->setAlignment(Qt::AlignCenter);
    message_->setWordWrap(true);
    message_->setMargin(24);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    reload_->setObjectName(QStringLiteral("openAgain"));
    auto* page = new QWidget;
    page->setAutoFillBackground(true);
    page->setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(message_);
    layout->addWidget(reload_, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    return page;
}

QWidget* PredictionsView::makeLists() {
    auto* search = new QLineEdit;
    search->setObjectName(QStringLiteral("imageSearch"));
    search->setPlaceholderText(tr("Find image by id or file"));
    search->setAccessibleName(search->placeholderText());
    search->setClearButtonEnabled(true);
    list_->setObjectName(QStringLiteral("imageList"));
    list_->setAccessibleName(tr("Validation images"));
    connect(search, &QLineEdit::textChanged, list_, &ImageList::setFilter);
    connect(list_, &ImageList::imageChosen, this, &PredictionsView::chooseImage);
    auto* upper = new QWidget;
    auto* images = new QVBoxLayout(upper);
    images->setContentsMargins(6, 6, 4, 4);
    images->setSpacing(4);
    images->addWidget(search);
    images->addWidget(list_, 1);
    lists_->addWidget(upper);
    lists_->addWidget(apTable_);
    lists_->setChildrenCollapsible(false);
    lists_->setHandleWidth(1);
    lists_->setMinimumWidth(150);
    return lists_;
}

QWidget* PredictionsView::makeImagePane() {
    counts_->setToolTip(
        tr("<b>Matched</b><br>A detection whose box has an IoU (intersection over union) of at least %1 with a "
           "ground-truth object of its class; higher scores are matched first. Matched objects are solid, unmatched "
           "and missed ones dashed, and those in a crowd, which are ignored, dotted.")
            .arg(matchOverlap));
    auto* pane = new QWidget;
    auto* column = new QVBoxLayout(pane);
    column->setContentsMargins(6, 2, 6, 4);
    column->setSpacing(2);
    column->addWidget(canvas_, 1);
    column->addWidget(counts_);
    column->addWidget(hovered_);
    return pane;
}

void PredictionsView::setCheckpoints(const QStringList& titles, const QStringList& values) {
    bar_->setCheckpoints(titles, values);
}

QString PredictionsView::checkpoint() const {
    return bar_->checkpoint();
}

void PredictionsView::showMessage(const QString& message, bool canReload) {
    info_ = {};
    image_ = -1;
    list_->setImages({});
    canvas_->setImage(std::nullopt);
    bar_->setPosition({});
    message_->setText(message);
    reload_->setVisible(canReload);
    stack_->setCurrentIndex(0);
}

QString PredictionsView::message() const {
    return stack_->currentIndex() == 0 ? message_->text() : QString();
}

void PredictionsView::setDetector(const DetectorInfo& info) {
    const QString current = info_.images.value(image_);
    info_ = info;
    image_ = -1;
    canvas_->setCategories(info.categories);
    canvas_->setImage(std::nullopt);
    tools_->setCategories(info.categories);
    list_->setImages(info.images);
    stack_->setCurrentIndex(1);
    chooseImage(std::max<int>(0, int(info.images.indexOf(current))));
}

void PredictionsView::chooseImage(int index) {
    if (index < 0 || index >= info_.images.size() || index == image_)
        return;
    image_ = index;
    bar_->setPosition(
        tr("%1, step %2 · image %3 of %4")
            .arg(info_.name, formatCount(info_.step), formatCount(index + 1), formatCount(info_.images.size())));
    tools_->setStepsEnabled(index > 0, index + 1 < info_.images.size());
    list_->choose(index);
    Q_EMIT imageWanted(index);
}

void PredictionsView::step(int images) {
    chooseImage(image_ + images);
}

void PredictionsView::setImage(int index, const PredictionImage& image) {
    if (index != image_)
        return;
    canvas_->setImage(image);
    showCounts();
}

void PredictionsView::setFailure(int index, const QString& message) {
    if (index != image_)
        return;
    canvas_->showMessage(message);
    counts_->clear();
}

void PredictionsView::setProgress(const QString& activity) {
    bar_->setProgress(activity);
}

void PredictionsView::setMetrics(const ApMetrics& metrics) {
    apTable_->setMetrics(metrics);
}

double PredictionsView::score() const {
    return tools_->score();
}

void PredictionsView::setScore(double threshold) {
    tools_->setScore(threshold);
}

QString PredictionsView::counts() const {
    return counts_->text();
}

void PredictionsView::showCounts() {
    const auto& image = canvas_->image();
    if (!image) {
        counts_->clear();
        return;
    }
    const auto count = countMatches(*image, canvas_->match(), score(), tools_->category());
    QString text = tr("%1 found, %2 matched (IoU ≥ %3); %4 of %5 missed")
                       .arg(count.found)
                       .arg(count.matched)
                       .arg(matchOverlap)
                       .arg(count.missed())
                       .arg(count.objects);
    if (count.found == 0 && !image->found.isEmpty() && tools_->category() < 0)
        text += tr("; highest score %1").arg(image->found.front().score, 0, 'f', 2);
    if (score() < info_.scoreThreshold)
        text += tr("; the run discards scores below %1").arg(info_.scoreThreshold);
    counts_->setText(text);
}

void PredictionsView::exportImage() {
    if (!canvas_->image())
        return;
    ExportDialog dialog(tr("Image and detections"), canvas_->imageSize(),
                        QStringLiteral("image-%1").arg(canvas_->image()->id), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString error = canvas_->exportImage(dialog.file(), dialog.size());
    hovered_->setText(error.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(dialog.file())) : error);
}

QVariantMap PredictionsView::state() const {
    return {{QStringLiteral("score"), score()},
            {QStringLiteral("overlaid"), canvas_->isOverlaid()},
            {QStringLiteral("masks"), tools_->masksShown()},
            {QStringLiteral("split"), split_->saveState()},
            {QStringLiteral("lists"), lists_->saveState()}};
}

void PredictionsView::setState(const QVariantMap& state) {
    setScore(std::clamp(state.value(QStringLiteral("score"), defaultScore).toDouble(), 0.0, 1.0));
    tools_->setOverlaid(state.value(QStringLiteral("overlaid")).toBool());
    tools_->setMasksShown(state.value(QStringLiteral("masks"), true).toBool());
    split_->restoreState(state.value(QStringLiteral("split")).toByteArray());
    lists_->restoreState(state.value(QStringLiteral("lists")).toByteArray());
}

}  // namespace isonet::widgets
