#include "widgets/plot/ViewBar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QSlider>
#include <QTabBar>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "widgets/common/FontScale.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/ViewOptions.h"

namespace isonet::widgets {
namespace {

// Finer resolution for strong smoothing: 0 .. 100 -> 0 .. 0.999.
double weightOf(int position) {
    return position == 0 ? 0 : 1 - std::pow(10.0, -3.0 * position / 100);
}
int positionOf(double weight) {
    return weight <= 0 ? 0 : int(std::lround(-100.0 / 3 * std::log10(1 - weight)));
}

}  // namespace

ViewBar::ViewBar(ViewOptions* options, const QStringList& pages, bool withLayers, QWidget* parent)
    : QWidget(parent),
      options_(options),
      tabs_(new QTabBar),
      axis_(new QComboBox),
      smoothing_(new QSlider(Qt::Horizontal)),
      smoothingTitle_(new QLabel(tr("Smooth"))),
      smoothingText_(new QLabel),
      layers_(new QLineEdit),
      more_(new QToolButton),
      row_(new QHBoxLayout(this)),
      withLayers_(withLayers) {
    setObjectName(QStringLiteral("viewBar"));
    setAttribute(Qt::WA_StyledBackground);
    for (const auto& page : pages)
        tabs_->addTab(page);
    tabs_->setDocumentMode(true);
    tabs_->setDrawBase(false);
    tabs_->setExpanding(false);
    tabs_->setUsesScrollButtons(true);
    tabs_->setVisible(pages.size() > 1);
    tabs_->setAccessibleName(tr("Plot pages"));
    axis_->addItems(xAxisTitles());
    axis_->setToolTip(
        tr("<b>Horizontal axis</b><br>Optimizer steps, epochs, time since the start of the run, or date "
           "and time. Compare runs of different batch sizes by epoch, runs on different machines by time."));
    axis_->setAccessibleName(tr("Horizontal axis"));
    smoothing_->setRange(0, 100);
    smoothing_->setMaximumWidth(90);
    smoothing_->setMinimumWidth(50);
    smoothing_->setToolTip(
        tr("<b>Smoothing</b><br>Exponential moving average with bias correction: weight w for the "
           "previous average, 1 − w for the new value. The raw values stay visible in a pale color; the readout has "
           "both."));
    smoothing_->setAccessibleName(tr("Smoothing"));
    layers_->setPlaceholderText(tr("Layers: all"));
    layers_->setClearButtonEnabled(true);
    layers_->setMaximumWidth(fontScaled(150));
    layers_->setMinimumWidth(fontScaled(70));
    layers_->setObjectName(QStringLiteral("layerFilter"));
    layers_->setAccessibleName(tr("Layer filter"));
    layers_->setToolTip(
        tr("<b>Layers shown</b><br>Shows only layers whose name contains all of these words: <i>s2</i> or "
           "<i>stage 2</i> for a stage, <i>proj</i> for projections, <i>f.a</i> for the first "
           "convolution of each block, <i>stem</i>. Empty: all layers."));
    more_->setIcon(themedIcon(QStringLiteral("plot-options")));
    more_->setAutoRaise(true);
    more_->setToolTip(tr("More options for all plots on the page"));
    more_->setAccessibleName(tr("More options"));
    more_->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(more_);
    more_->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        const auto add = [&](const QString& text, bool now, void (ViewOptions::*set)(bool)) {
            auto* action = menu->addAction(text, options_, [this, set](bool on) { (options_->*set)(on); });
            action->setCheckable(true);
            action->setChecked(now);
        };
        if (axis_->isHidden())
            for (int i = 0; i < axis_->count(); ++i) {
                auto* action = menu->addAction(tr("Horizontal axis: %1").arg(axis_->itemText(i)), options_,
                                               [this, i] { options_->setXAxis(static_cast<XAxis>(i)); });
                action->setCheckable(true);
                action->setChecked(int(options_->xAxis()) == i);
            }
        add(tr("&Logarithmic horizontal axis"), options_->logX(), &ViewOptions::setLogX);
        add(tr("Ignore &outliers: fit to the middle 96 % of the values"), options_->ignoresOutliers(),
            &ViewOptions::setIgnoreOutliers);
        add(tr("Link &zoom of all plots"), options_->linksZoom(), &ViewOptions::setLinkZoom);
        add(tr("Link &cursor of all plots"), options_->linksCursor(), &ViewOptions::setLinkCursor);
        add(tr("Sort &readout by value"), options_->sortsReadout(), &ViewOptions::setSortReadout);
    });

    row_->setContentsMargins(8, 2, 6, 2);
    row_->setSpacing(6);
    row_->addWidget(tabs_);
    row_->addStretch(1);
    row_->addWidget(layers_);
    smoothingTitle_->setObjectName(QStringLiteral("viewBarText"));
    smoothingText_->setObjectName(QStringLiteral("viewBarText"));
    smoothingText_->setMinimumWidth(smoothingText_->fontMetrics().horizontalAdvance(QStringLiteral("0.999")));
    row_->addWidget(smoothingTitle_);
    row_->addWidget(smoothing_);
    row_->addWidget(smoothingText_);
    row_->addWidget(axis_);
    row_->addWidget(more_);

    connect(tabs_, &QTabBar::currentChanged, this, &ViewBar::pageChosen);
    connect(axis_, &QComboBox::activated, this, [this](int index) { options_->setXAxis(static_cast<XAxis>(index)); });
    connect(smoothing_, &QSlider::valueChanged, this,
            [this](int position) { options_->setSmoothing(weightOf(position)); });
    connect(layers_, &QLineEdit::textChanged, options_, &ViewOptions::setLayerFilter);
    connect(options_, &ViewOptions::changed, this, &ViewBar::showOptions);
    showOptions();
    showWhatFits();
}

int ViewBar::page() const {
    return tabs_->currentIndex();
}

void ViewBar::setPage(int page) {
    tabs_->setCurrentIndex(page);
}

void ViewBar::offerPage(int page, bool on) {
    tabs_->setTabVisible(page, on);
    tabs_->updateGeometry();  // the number of tabs has changed
}

void ViewBar::addWidget(QWidget* widget) {
    row_->addWidget(widget);
}

void ViewBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showWhatFits();
}

void ViewBar::showPlotControls(bool on) {
    plotControls_ = on;
    showWhatFits();
}

void ViewBar::showWhatFits() {
    for (int i = 0; i < row_->count(); ++i)
        if (auto* part = row_->itemAt(i)->widget(); part && part != tabs_)
            part->setVisible(plotControls_);
    layers_->setVisible(plotControls_ && withLayers_);
    // Keep the tabs in a narrow bar. The slider's label goes first, its tooltip remains; the axis is in the menu, too.
    const auto missing = [this] {
        const QMargins margins = row_->contentsMargins();
        int needed = margins.left() + margins.right() - row_->spacing();
        for (int i = 0; i < row_->count(); ++i)
            if (auto* part = row_->itemAt(i)->widget(); part && !part->isHidden())
                needed += row_->spacing() + std::clamp(part->sizeHint().width(), part->minimumWidth(),
                                                       part->maximumWidth());  // less would narrow the tabs, too
        return needed > width();
    };
    for (QWidget* part :
         {static_cast<QWidget*>(smoothingText_), static_cast<QWidget*>(smoothingTitle_), static_cast<QWidget*>(axis_),
          static_cast<QWidget*>(layers_), static_cast<QWidget*>(smoothing_)}) {
        if (!missing())
            return;
        part->setVisible(false);
    }
}

void ViewBar::showOptions() {
    const QSignalBlocker axis(axis_), slider(smoothing_);
    axis_->setCurrentIndex(int(options_->xAxis()));
    if (weightOf(smoothing_->value()) != options_->smoothing())
        smoothing_->setValue(positionOf(options_->smoothing()));
    smoothingText_->setText(options_->smoothing() > 0 ? QString::number(options_->smoothing(), 'f', 3) : tr("off"));
}

}  // namespace isonet::widgets
