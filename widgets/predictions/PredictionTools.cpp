#include "widgets/predictions/PredictionTools.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <algorithm>

#include "widgets/common/NumberBox.h"
#include "widgets/common/Theme.h"
#include "widgets/predictions/PredictionCanvas.h"

namespace isonet::widgets {

PredictionTools::PredictionTools(PredictionCanvas* canvas, QWidget* parent)
    : QWidget(parent),
      canvas_(canvas),
      row_(new QHBoxLayout(this)),
      masks_(new QToolButton),
      slider_(new QSlider(Qt::Horizontal)),
      score_(new NumberBox),
      category_(new QComboBox),
      layout_(new QComboBox) {
    setObjectName(QStringLiteral("viewBar"));
    setAttribute(Qt::WA_StyledBackground);
    row_->setContentsMargins(8, 3, 6, 3);
    row_->setSpacing(5);
    previous_ = addButton(QStringLiteral("previous"), tr("Previous image"), tr("Previous image (Left, Page Up)"));
    next_ = addButton(QStringLiteral("next"), tr("Next image"), tr("Next image (Right, Page Down)"));
    connect(previous_, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(-1); });
    connect(next_, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(1); });
    addScore();
    addChoices();
    addView();
}

QToolButton* PredictionTools::addButton(const QString& icon, const QString& name, const QString& tooltip) {
    auto* button = new QToolButton;
    button->setIcon(themedIcon(icon));
    button->setAutoRaise(true);
    button->setAccessibleName(name);
    button->setToolTip(tooltip);
    row_->addWidget(button);
    return button;
}

void PredictionTools::addScore() {
    const QString help =
        tr("<b>Score threshold</b><br>Detections with a lower score are hidden and not counted. Does not change the AP "
           "and needs no new computation.");
    slider_->setObjectName(QStringLiteral("scoreSlider"));
    slider_->setRange(0, sliderSteps);
    slider_->setMinimumWidth(60);
    score_->setObjectName(QStringLiteral("scoreBox"));
    score_->setRange(0, 1);
    score_->setSingleStep(0.05);
    for (auto* editor : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(score_)}) {
        editor->setAccessibleName(tr("Score threshold"));
        editor->setToolTip(help);
    }
    auto* label = new QLabel(tr("&Score threshold"));
    label->setBuddy(score_);
    row_->addWidget(label);
    row_->addWidget(slider_, 1);
    row_->addWidget(score_);
    connect(slider_, &QSlider::valueChanged, this, [this](int value) { setScore(double(value) / sliderSteps); });
    connect(score_, &QDoubleSpinBox::valueChanged, this, &PredictionTools::setScore);
}

void PredictionTools::addChoices() {
    category_->setObjectName(QStringLiteral("categoryChoice"));
    category_->setAccessibleName(tr("Class"));
    category_->setToolTip(tr("Show only objects of this class"));
    category_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    category_->setMinimumContentsLength(9);
    layout_->setObjectName(QStringLiteral("predictionLayout"));
    layout_->setAccessibleName(tr("Layout"));
    layout_->addItems({tr("Side by side"), tr("Overlaid")});
    layout_->setToolTip(tr("Show ground truth next to the detections, or both in one image (ground truth in white)"));
    masks_->setText(tr("Masks"));
    masks_->setObjectName(QStringLiteral("masksShown"));
    masks_->setCheckable(true);
    masks_->setChecked(true);
    masks_->setAutoRaise(true);
    masks_->setToolTip(tr("Show masks in the color of the class"));
    row_->addWidget(category_);
    row_->addWidget(layout_);
    row_->addWidget(masks_);
    connect(category_, &QComboBox::currentIndexChanged, this, [this] {
        canvas_->setCategory(category());
        Q_EMIT shownObjectsChanged();
    });
    connect(layout_, &QComboBox::currentIndexChanged, this, [this](int index) { canvas_->setOverlaid(index == 1); });
    connect(masks_, &QToolButton::toggled, canvas_, &PredictionCanvas::setMasksShown);
}

void PredictionTools::addView() {
    connect(addButton(QStringLiteral("zoom-out"), tr("Zoom out"), tr("Zoom out (−, wheel)")), &QToolButton::clicked,
            this, [this] { canvas_->zoom(0.8); });
    connect(addButton(QStringLiteral("zoom-in"), tr("Zoom in"), tr("Zoom in (+, wheel)")), &QToolButton::clicked, this,
            [this] { canvas_->zoom(1.25); });
    connect(addButton(QStringLiteral("plot-reset"), tr("Zoom to fit"), tr("Zoom to fit (Home, double-click)")),
            &QToolButton::clicked, canvas_, &PredictionCanvas::fit);
    connect(addButton(QStringLiteral("copy"), tr("Copy image"), tr("Copy the image (Ctrl+C)")), &QToolButton::clicked,
            canvas_, &PredictionCanvas::copyImage);
    auto* shortcut = new QAction(this);
    shortcut->setShortcut(QKeySequence::Copy);
    shortcut->setShortcutContext(Qt::WidgetShortcut);
    connect(shortcut, &QAction::triggered, canvas_, &PredictionCanvas::copyImage);
    canvas_->addAction(shortcut);
    connect(addButton(QStringLiteral("plot-export"), tr("Export"), tr("Export as PDF, SVG or PNG")),
            &QToolButton::clicked, this, &PredictionTools::exportRequested);
}

void PredictionTools::setCategories(const QStringList& names) {
    const QString selected = category_->currentText();
    {
        const QSignalBlocker quiet(category_);
        category_->clear();
        category_->addItem(tr("All classes"));
        category_->addItems(names);
        category_->setCurrentIndex(std::max(0, category_->findText(selected)));
    }
    canvas_->setCategory(category());
}

int PredictionTools::category() const {
    return category_->currentIndex() - 1;
}

void PredictionTools::toggleCategory(const QString& name) {
    const int index = category_->findText(name);
    category_->setCurrentIndex(index == category_->currentIndex() ? 0 : std::max(index, 0));
}

double PredictionTools::score() const {
    return score_->value();
}

void PredictionTools::setScore(double threshold) {
    const QSignalBlocker quietSlider(slider_), quietBox(score_);
    slider_->setValue(qRound(threshold * sliderSteps));
    score_->setValue(threshold);
    canvas_->setScore(threshold);
    Q_EMIT shownObjectsChanged();
}

bool PredictionTools::masksShown() const {
    return masks_->isChecked();
}

void PredictionTools::setMasksShown(bool on) {
    masks_->setChecked(on);
}

void PredictionTools::setOverlaid(bool on) {
    layout_->setCurrentIndex(on ? 1 : 0);
}

void PredictionTools::setStepsEnabled(bool previous, bool next) {
    previous_->setEnabled(previous);
    next_->setEnabled(next);
}

}  // namespace isonet::widgets
