#include "widgets/PredictionsView.h"

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/Format.h"
#include "widgets/ImageList.h"
#include "widgets/PictureDialog.h"
#include "widgets/PredictionCanvas.h"
#include "widgets/Theme.h"

namespace isonet::widgets {
namespace {

constexpr double usualScore = 0.5;

QWidget* bar(QHBoxLayout*& row) {
    auto* made = new QWidget;
    made->setObjectName(QStringLiteral("viewBar"));
    made->setAttribute(Qt::WA_StyledBackground);
    row = new QHBoxLayout(made);
    row->setContentsMargins(8, 3, 6, 3);
    row->setSpacing(5);
    return made;
}

QLabel* note(const char* objectName) {
    auto* label = new QLabel;
    label->setObjectName(QString::fromLatin1(objectName));
    label->setMinimumWidth(40);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return label;
}

}  // namespace

PredictionsView::PredictionsView(QWidget* parent)
    : QWidget(parent),
      stack_(new QStackedWidget),
      empty_(new QLabel),
      place_(note("viewBarText")),
      counts_(note("predictionCounts")),
      pointed_(note("viewBarText")),
      progress_(note("viewBarText")),
      figuresText_(new QLabel),
      again_(new QPushButton(tr("Open it anew"))),
      busy_(new QProgressBar),
      canvas_(new PredictionCanvas) {
    setObjectName(QStringLiteral("predictionsView"));
    QHBoxLayout *first = nullptr, *second = nullptr;
    auto *above = bar(first), *below = bar(second);
    makeTools(first, second);

    auto* picture = new QWidget;
    auto* column = new QVBoxLayout(picture);
    column->setContentsMargins(6, 2, 6, 4);
    column->setSpacing(2);
    column->addWidget(canvas_, 1);
    column->addWidget(counts_);
    column->addWidget(pointed_);
    counts_->setToolTip(
        tr("<b>Matched</b><br>A found object whose box overlaps one of its class that is there by at least %1 "
           "(intersection over union), the surest first: drawn solid. Without a match, or missed: dashed. In a crowd, "
           "which counts neither way: dotted.")
            .arg(matchOverlap));

    split_ = new QSplitter;
    split_->addWidget(makeLists());
    split_->addWidget(picture);
    split_->setStretchFactor(0, 0);
    split_->setStretchFactor(1, 1);
    split_->setChildrenCollapsible(false);
    split_->setSizes({230, 700});
    split_->setHandleWidth(1);
    auto* page = new QWidget;
    auto* parts = new QVBoxLayout(page);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(0);
    parts->addWidget(below);
    parts->addWidget(split_, 1);

    empty_->setObjectName(QStringLiteral("emptyState"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(24);
    empty_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    again_->setObjectName(QStringLiteral("openAgain"));
    connect(again_, &QPushButton::clicked, this, &PredictionsView::openAgainRequested);
    auto* words = new QWidget;
    words->setAutoFillBackground(true);
    words->setBackgroundRole(QPalette::Base);
    auto* middle = new QVBoxLayout(words);
    middle->addStretch(1);
    middle->addWidget(empty_);
    middle->addWidget(again_, 0, Qt::AlignHCenter);
    middle->addStretch(1);
    stack_->addWidget(words);
    stack_->addWidget(page);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(above);
    all->addWidget(stack_, 1);

    connect(canvas_, &PredictionCanvas::hovered, pointed_, &QLabel::setText);
    connect(canvas_, &PredictionCanvas::stepRequested, this, &PredictionsView::step);
    setProgress({});
    setScore(usualScore);
    showMessage(tr("No run is shown. Choose one of a detector from the list of runs."));
}

void PredictionsView::setCheckpoints(const QStringList& titles, const QStringList& values) {
    QStringList known;
    for (int i = 0; i < checkpoint_->count(); ++i)
        known.append(checkpoint_->itemData(i).toString());
    if (known == values)
        return;
    const QString before = checkpoint();
    const QSignalBlocker quiet(checkpoint_);
    checkpoint_->clear();
    for (qsizetype i = 0; i < titles.size(); ++i)
        checkpoint_->addItem(titles[i], values[i]);
    checkpoint_->setCurrentIndex(std::max(0, checkpoint_->findData(before)));
    checkpoint_->setEnabled(!titles.isEmpty());
}

QString PredictionsView::checkpoint() const {
    return checkpoint_->currentData().toString();
}

void PredictionsView::showMessage(const QString& words, bool again) {
    facts_ = {};
    image_ = -1;
    list_->setImages({});
    canvas_->setImage(std::nullopt);
    place_->clear();
    empty_->setText(words);
    again_->setVisible(again);
    stack_->setCurrentIndex(0);
}

QString PredictionsView::message() const {
    return stack_->currentIndex() == 0 ? empty_->text() : QString();
}

void PredictionsView::setDetector(const DetectorFacts& facts) {
    const QString wanted = facts_.images.value(image_);
    facts_ = facts;
    image_ = -1;
    canvas_->setCategories(facts.categories);
    canvas_->setImage(std::nullopt);
    const QString category = category_->currentText();
    {
        const QSignalBlocker quiet(category_);
        category_->clear();
        category_->addItem(tr("All classes"));
        category_->addItems(facts.categories);
        category_->setCurrentIndex(std::max(0, category_->findText(category)));
    }
    canvas_->setCategory(category_->currentIndex() - 1);
    list_->setImages(facts.images);
    stack_->setCurrentIndex(1);
    chooseImage(std::max<int>(0, int(facts.images.indexOf(wanted))));
}

void PredictionsView::chooseImage(int index) {
    if (index < 0 || index >= facts_.images.size() || index == image_)
        return;
    image_ = index;
    place_->setText(
        tr("%1, step %2 · image %3 of %4")
            .arg(facts_.name, formatCount(facts_.step), formatCount(index + 1), formatCount(facts_.images.size())));
    place_->setToolTip(place_->text());
    back_->setEnabled(index > 0);
    next_->setEnabled(index + 1 < facts_.images.size());
    list_->choose(index);
    Q_EMIT imageWanted(index);
}

void PredictionsView::step(int images) {
    chooseImage(image_ + images);
}

void PredictionsView::setImage(int index, const SeenImage& image) {
    if (index != image_)
        return;
    canvas_->setImage(image);
    showCounts();
}

void PredictionsView::setFailure(int index, const QString& words) {
    if (index != image_)
        return;
    canvas_->showMessage(words);
    counts_->clear();
}

void PredictionsView::setProgress(const QString& what) {
    progress_->setText(what);
    busy_->setVisible(!what.isEmpty());
}

void PredictionsView::setFigures(const ApFigures& figures) {
    if (figures_ == figures)
        return;  // a run that trains asks often
    figures_ = figures;
    figuresText_->setText(figures.summary.isEmpty() ? tr("Measured after each epoch; not yet.") : figures.summary);
    table_->setVisible(!figures.categories.isEmpty());
    rows_->setRowCount(0);
    rows_->setHorizontalHeaderLabels({tr("Class"), tr("Box"), tr("Mask")});
    for (const auto& each : figures.categories) {
        auto* name = new QStandardItem(each.name);
        name->setData(each.name.toLower(), sortRole);
        QList<QStandardItem*> row{name};
        for (const double value : {each.box, each.mask}) {
            auto* item = new QStandardItem(value < 0 ? QStringLiteral("–") : QString::number(value, 'f', 1));
            item->setData(value, sortRole);
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            row.append(item);
        }
        rows_->appendRow(row);
    }
    table_->setColumnHidden(2, !figures.masks);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    const auto* header = table_->horizontalHeader();
    table_->sortByColumn(header->sortIndicatorSection(), header->sortIndicatorOrder());
}

double PredictionsView::score() const {
    return least_->value();
}

void PredictionsView::setScore(double least) {
    const QSignalBlocker quietSlider(slider_), quietBox(least_);
    slider_->setValue(qRound(least * sliderSteps));
    least_->setValue(least);
    canvas_->setScore(least);
    showCounts();
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
    const auto count = countMatches(*image, canvas_->match(), score(), category_->currentIndex() - 1);
    QString words = tr("%1 found, %2 matched (overlap from %3); %4 of %5 missed")
                        .arg(count.found)
                        .arg(count.matched)
                        .arg(matchOverlap)
                        .arg(count.missed())
                        .arg(count.objects);
    if (count.found == 0 && !image->found.isEmpty() && category_->currentIndex() == 0)
        words += tr("; the surest has a score of %1").arg(image->found.front().score, 0, 'f', 2);
    if (score() < facts_.leastScore)
        words += tr("; the run gives none below %1").arg(facts_.leastScore);
    counts_->setText(words);
}

void PredictionsView::askAndExport() {
    if (!canvas_->image())
        return;
    PictureDialog dialog(tr("Image and detections"), canvas_->pictureSize(),
                         QStringLiteral("image-%1").arg(canvas_->image()->id), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString problem = canvas_->exportPicture(dialog.file(), dialog.size());
    pointed_->setText(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(dialog.file())) : problem);
}

QVariantMap PredictionsView::state() const {
    return {{QStringLiteral("score"), score()},
            {QStringLiteral("overlaid"), canvas_->isOverlaid()},
            {QStringLiteral("masks"), masks_->isChecked()},
            {QStringLiteral("split"), split_->saveState()},
            {QStringLiteral("lists"), lists_->saveState()}};
}

void PredictionsView::setState(const QVariantMap& state) {
    setScore(std::clamp(state.value(QStringLiteral("score"), usualScore).toDouble(), 0.0, 1.0));
    layout_->setCurrentIndex(state.value(QStringLiteral("overlaid")).toBool() ? 1 : 0);
    masks_->setChecked(state.value(QStringLiteral("masks"), true).toBool());
    split_->restoreState(state.value(QStringLiteral("split")).toByteArray());
    lists_->restoreState(state.value(QStringLiteral("lists")).toByteArray());
}

}  // namespace isonet::widgets
