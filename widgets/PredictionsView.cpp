#include "widgets/PredictionsView.h"

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QStringListModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/Format.h"
#include "widgets/PictureDialog.h"
#include "widgets/PredictionCanvas.h"
#include "widgets/Theme.h"

namespace isonet::widgets {
namespace {

constexpr int sliderSteps = 100;
constexpr double usualScore = 0.5;
constexpr int sortRole = Qt::UserRole + 1;

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
    auto* line = new QHBoxLayout;
    line->addWidget(counts_, 3);
    pointed_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(pointed_, 2);
    column->addLayout(line);
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
    showMessage(tr("No run is shown. Choose one of a detector from the list of runs."));
}

QToolButton* PredictionsView::addButton(QHBoxLayout* row, const QString& icon, const QString& name,
                                        const QString& tip) {
    auto* made = new QToolButton;
    made->setIcon(themedIcon(icon));
    made->setAutoRaise(true);
    made->setAccessibleName(name);
    made->setToolTip(tip);
    row->addWidget(made);
    return made;
}

void PredictionsView::makeTools(QHBoxLayout* first, QHBoxLayout* second) {
    first->addWidget(place_, 1);
    progress_->setObjectName(QStringLiteral("predictionProgress"));
    progress_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    first->addWidget(progress_, 1);
    busy_->setRange(0, 0);
    busy_->setTextVisible(false);
    busy_->setFixedWidth(70);
    busy_->setAccessibleName(tr("Working"));
    first->addWidget(busy_);
    checkpoint_ = new QComboBox;
    checkpoint_->setObjectName(QStringLiteral("predictionCheckpoint"));
    checkpoint_->setAccessibleName(tr("Checkpoint"));
    checkpoint_->setToolTip(
        tr("<b>Checkpoint</b><br>The weights that look at the images: of the best evaluation, or "
           "the latest."));
    first->addWidget(checkpoint_);
    connect(checkpoint_, &QComboBox::activated, this, [this] { Q_EMIT checkpointChosen(checkpoint()); });
    connect(addButton(first, QStringLiteral("refresh"), tr("Open anew"),
                      tr("Open the checkpoint anew: a training may have written a newer one")),
            &QToolButton::clicked, this, &PredictionsView::openAgainRequested);

    back_ = addButton(second, QStringLiteral("previous"), tr("Previous image"), tr("Previous image (Left, Page Up)"));
    next_ = addButton(second, QStringLiteral("next"), tr("Next image"), tr("Next image (Right, Page Down)"));
    connect(back_, &QToolButton::clicked, this, [this] { step(-1); });
    connect(next_, &QToolButton::clicked, this, [this] { step(1); });
    auto* scoreLabel = new QLabel(tr("&Score from"));
    slider_ = new QSlider(Qt::Horizontal);
    slider_->setObjectName(QStringLiteral("scoreSlider"));
    slider_->setRange(0, sliderSteps);
    slider_->setAccessibleName(tr("Least score shown"));
    slider_->setMinimumWidth(60);
    const QString lesson =
        tr("<b>Score</b><br>How sure the detector is of an object. Only those of at least this score are drawn and "
           "counted; nothing is computed anew. The images and the AP are not changed by it.");
    slider_->setToolTip(lesson);
    least_ = new QDoubleSpinBox;
    least_->setObjectName(QStringLiteral("scoreBox"));
    least_->setRange(0, 1);
    least_->setSingleStep(0.05);
    least_->setToolTip(lesson);
    least_->setAccessibleName(tr("Least score shown"));
    scoreLabel->setBuddy(least_);
    second->addWidget(scoreLabel);
    second->addWidget(slider_, 1);
    second->addWidget(least_);
    connect(slider_, &QSlider::valueChanged, this, [this](int value) { setScore(double(value) / sliderSteps); });
    connect(least_, &QDoubleSpinBox::valueChanged, this, &PredictionsView::setScore);

    category_ = new QComboBox;
    category_->setObjectName(QStringLiteral("categoryChoice"));
    category_->setAccessibleName(tr("Class shown"));
    category_->setToolTip(tr("Only objects of this class"));
    category_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    category_->setMinimumContentsLength(9);
    second->addWidget(category_);
    connect(category_, &QComboBox::currentIndexChanged, this, [this] {
        canvas_->setCategory(category_->currentIndex() - 1);
        showCounts();
    });
    layout_ = new QComboBox;
    layout_->setObjectName(QStringLiteral("predictionLayout"));
    layout_->setAccessibleName(tr("Truth and found"));
    layout_->addItems({tr("Side by side"), tr("In one picture")});
    layout_->setToolTip(tr("The truth beside what was found, or both in one picture: the truth then is white"));
    second->addWidget(layout_);
    connect(layout_, &QComboBox::currentIndexChanged, this, [this](int index) { canvas_->setOverlaid(index == 1); });
    masks_ = new QToolButton;
    masks_->setText(tr("Masks"));
    masks_->setObjectName(QStringLiteral("masksShown"));
    masks_->setCheckable(true);
    masks_->setChecked(true);
    masks_->setAutoRaise(true);
    masks_->setToolTip(tr("Fill each object's outline with its class's colour"));
    second->addWidget(masks_);
    connect(masks_, &QToolButton::toggled, canvas_, &PredictionCanvas::setMasksShown);
    connect(addButton(second, QStringLiteral("zoom-out"), tr("Smaller"), tr("Smaller (−, wheel)")),
            &QToolButton::clicked, this, [this] { canvas_->zoom(0.8); });
    connect(addButton(second, QStringLiteral("zoom-in"), tr("Larger"), tr("Larger (+, wheel)")), &QToolButton::clicked,
            this, [this] { canvas_->zoom(1.25); });
    connect(addButton(second, QStringLiteral("plot-reset"), tr("Show all"), tr("Show all (Home, double click)")),
            &QToolButton::clicked, canvas_, &PredictionCanvas::fit);
    auto* copy = addButton(second, QStringLiteral("copy"), tr("Copy picture"), tr("Copy the picture (Ctrl+C)"));
    connect(copy, &QToolButton::clicked, canvas_, &PredictionCanvas::copyPicture);
    auto* shortcut = new QAction(this);
    shortcut->setShortcut(QKeySequence::Copy);
    shortcut->setShortcutContext(Qt::WidgetShortcut);
    connect(shortcut, &QAction::triggered, canvas_, &PredictionCanvas::copyPicture);
    canvas_->addAction(shortcut);
    connect(addButton(second, QStringLiteral("plot-export"), tr("Export"), tr("Save as PDF, SVG or PNG")),
            &QToolButton::clicked, this, &PredictionsView::askAndExport);
}

QWidget* PredictionsView::makeLists() {
    search_ = new QLineEdit;
    search_->setObjectName(QStringLiteral("imageSearch"));
    search_->setPlaceholderText(tr("Find an image by id or file"));
    search_->setAccessibleName(search_->placeholderText());
    search_->setClearButtonEnabled(true);
    images_ = new QStringListModel(this);
    found_ = new QSortFilterProxyModel(this);
    found_->setSourceModel(images_);
    found_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    list_ = new QListView;
    list_->setObjectName(QStringLiteral("imageList"));
    list_->setAccessibleName(tr("Validation images"));
    list_->setModel(found_);
    list_->setUniformItemSizes(true);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setTextElideMode(Qt::ElideMiddle);
    connect(search_, &QLineEdit::textChanged, found_, &QSortFilterProxyModel::setFilterFixedString);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        if (index.isValid())
            chooseImage(found_->mapToSource(index).row());
    });
    auto* upper = new QWidget;
    auto* images = new QVBoxLayout(upper);
    images->setContentsMargins(6, 6, 4, 4);
    images->setSpacing(4);
    images->addWidget(search_);
    images->addWidget(list_, 1);

    figuresText_->setObjectName(QStringLiteral("apSummary"));
    figuresText_->setWordWrap(true);
    figuresText_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    rows_ = new QStandardItemModel(0, 3, this);
    table_ = new QTableView;
    table_->setObjectName(QStringLiteral("apTable"));
    table_->setAccessibleName(tr("Average precision of each class"));
    table_->setModel(rows_);
    rows_->setSortRole(sortRole);
    table_->setSortingEnabled(true);
    table_->horizontalHeader()->setSortIndicator(0, Qt::AscendingOrder);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setAlternatingRowColors(true);
    table_->setFrameShape(QFrame::NoFrame);
    table_->verticalHeader()->setVisible(false);
    table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 7);
    table_->setToolTip(
        tr("<b>Average precision</b><br>Of each class in the last evaluation, percent: the mean over "
           "overlaps 0.50 to 0.95, as COCO's tools count it. A click shows only this class."));
    connect(table_, &QTableView::clicked, this, [this](const QModelIndex& index) {
        const int at = category_->findText(rows_->index(index.row(), 0).data().toString());
        category_->setCurrentIndex(at == category_->currentIndex() ? 0 : std::max(at, 0));
    });
    auto* lower = new QWidget;
    auto* figures = new QVBoxLayout(lower);
    figures->setContentsMargins(6, 6, 4, 4);
    figures->setSpacing(4);
    auto* head = new QLabel(tr("AP by class"));
    head->setObjectName(QStringLiteral("summaryTitle"));
    figures->addWidget(head);
    figures->addWidget(figuresText_);
    figures->addWidget(table_, 1);
    lists_ = new QSplitter(Qt::Vertical);
    lists_->addWidget(upper);
    lists_->addWidget(lower);
    lists_->setChildrenCollapsible(false);
    lists_->setHandleWidth(1);
    lists_->setMinimumWidth(150);
    return lists_;
}

void PredictionsView::setCheckpoints(const QStringList& titles, const QStringList& values) {
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
    images_->setStringList({});
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
    {
        const QSignalBlocker quiet(list_->selectionModel());
        images_->setStringList(facts.images);
    }
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
    const QModelIndex row = found_->mapFromSource(images_->index(index));
    if (row.isValid() && row != list_->currentIndex()) {
        const QSignalBlocker quiet(list_->selectionModel());
        list_->setCurrentIndex(row);
        list_->viewport()->update();
    }
    list_->scrollTo(row);
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
    canvas_->setImage(std::nullopt);
    counts_->setText(words);
    counts_->setToolTip(words);
}

void PredictionsView::setProgress(const QString& what) {
    progress_->setText(what);
    busy_->setVisible(!what.isEmpty());
}

void PredictionsView::setFigures(const ApFigures& figures) {
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
