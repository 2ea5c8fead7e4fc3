// The tools above the picture, and the lists beside it.
#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QSlider>
#include <QSplitter>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/ImageList.h"
#include "widgets/PredictionCanvas.h"
#include "widgets/PredictionsView.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

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
    checkpoint_->setPlaceholderText(tr("No checkpoint"));
    checkpoint_->setEnabled(false);
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
    list_ = new ImageList;
    list_->setObjectName(QStringLiteral("imageList"));
    list_->setAccessibleName(tr("Validation images"));
    connect(search_, &QLineEdit::textChanged, list_, &ImageList::setFilter);
    connect(list_, &ImageList::imageChosen, this, &PredictionsView::chooseImage);
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

}  // namespace isonet::widgets
