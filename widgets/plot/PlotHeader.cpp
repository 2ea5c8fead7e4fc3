#include "widgets/plot/PlotHeader.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QToolTip>
#include <algorithm>

#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

PlotHeader::PlotHeader(const PlotText& text, QWidget* parent)
    : QWidget(parent), text_(text), row_(new QHBoxLayout(this)), title_(new PlainLabel(text.title)) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    row_->setContentsMargins(8, 1, 3, 1);
    row_->setSpacing(0);
    title_->setObjectName("panelTitle");
    QFont bold = title_->font();
    bold.setBold(true);
    title_->setFont(bold);
    title_->setTextInteractionFlags(Qt::NoTextInteraction);
    title_->setMinimumWidth(20);
    row_->addWidget(title_);
    auto* info = addButton("info", tr("About this plot"), text_.tooltip);
    info->setWhatsThis(text_.tooltip);
    connect(info, &QToolButton::clicked, this, [this, info] {
        QToolTip::showText(info->mapToGlobal(QPoint(0, info->height())), text_.tooltip, info, {}, 60'000);
    });
    row_->addStretch(1);
    insertAt_ = row_->count();

    logButton_ =
        addButton("plot-log", tr("Logarithmic axis"), tr("Logarithmic axis; values of 0 and below are omitted"), true);
    seriesButton_ = addButton("plot-series", tr("Choose series"), tr("Show and hide series"));
    optionsButton_ = addButton("plot-options", tr("Plot options"), tr("Options and all plot commands"));
    boxButton_ = addButton("plot-box", tr("Box zoom"),
                           tr("Drag a box to zoom (or hold Shift while dragging). When off: drag to pan, scroll to "
                              "zoom, scroll over an axis to zoom that axis"),
                           true);
    resetButton_ = addButton("plot-reset", tr("Reset view"),
                             tr("Show everything and follow the run again (double-click or Home). Backspace undoes one "
                                "zoom"));
    exportButton_ = addButton("plot-export", tr("Export"), tr("Save as PNG, PDF, SVG or CSV, or copy"));
    maximizeButton_ = addButton("plot-maximize", tr("Fill the page"), tr("Fill the page with this plot"));
    resetButton_->setEnabled(false);

    optionsMenu_ = new QMenu(optionsButton_);
    optionsButton_->setMenu(optionsMenu_);
    optionsButton_->setPopupMode(QToolButton::InstantPopup);
    exportMenu_ = new QMenu(exportButton_);
    exportButton_->setMenu(exportMenu_);
    exportButton_->setPopupMode(QToolButton::InstantPopup);

    connect(logButton_, &QToolButton::toggled, this, &PlotHeader::logScaleToggled);
    connect(boxButton_, &QToolButton::toggled, this, &PlotHeader::boxZoomToggled);
    connect(seriesButton_, &QToolButton::clicked, this, &PlotHeader::seriesRequested);
    connect(resetButton_, &QToolButton::clicked, this, &PlotHeader::resetRequested);
    connect(maximizeButton_, &QToolButton::clicked, this, &PlotHeader::maximizeRequested);
}

QToolButton* PlotHeader::addButton(const QString& icon, const QString& name, const QString& tooltip, bool checkable) {
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setIcon(themedIcon(icon));
    button->setIconSize({16, 16});
    button->setCheckable(checkable);
    button->setToolTip(tooltip);
    button->setAccessibleName(name);
    row_->addWidget(button);
    return button;
}

void PlotHeader::insert(QWidget* widget) {
    row_->insertWidget(insertAt_++, widget);
}

QFont PlotHeader::titleFont() const {
    return title_->font();
}

QPoint PlotHeader::pickerCorner() const {
    const auto* below = seriesButton_->isVisible() ? seriesButton_ : optionsButton_;
    return below->mapToGlobal(QPoint(below->width(), below->height()));
}

void PlotHeader::setFilled(bool filled) {
    for (auto* button : {logButton_, seriesButton_, optionsButton_, boxButton_, exportButton_})
        button->setEnabled(filled);
}

void PlotHeader::setResettable(bool on) {
    resetButton_->setEnabled(on);
}

void PlotHeader::setLogScale(bool on) {
    logButton_->setChecked(on);
}

bool PlotHeader::isBoxZoom() const {
    return boxButton_->isChecked();
}

void PlotHeader::setBoxZoom(bool on) {
    boxButton_->setChecked(on);
}

void PlotHeader::showOptionsMenu() {
    optionsButton_->showMenu();
}

void PlotHeader::setMaximized(bool maximized) {
    maximizeButton_->setIcon(themedIcon(maximized ? "plot-restore" : "plot-maximize"));
    maximizeButton_->setToolTip(maximized ? tr("Show all plots (Esc)") : tr("Fill the page with this plot"));
    maximizeButton_->setAccessibleName(maximized ? tr("Show all plots") : tr("Fill the page"));
}

void PlotHeader::fit(int panelWidth) {
    logButton_->setVisible(offersLogScale_);
    for (auto* button : {seriesButton_, boxButton_, resetButton_, exportButton_})
        button->setVisible(true);
    title_->setText(text_.title);
    title_->setToolTip({});
    const auto missing = [&] {
        int needed = row_->contentsMargins().left() + row_->contentsMargins().right();
        for (int i = 0; i < row_->count(); ++i)
            if (auto* widget = row_->itemAt(i)->widget(); widget && !widget->isHidden())
                needed += widget->sizeHint().width();
        return needed + 8 - panelWidth;  // 8: the frame and some margin
    };
    for (auto* button : {resetButton_, boxButton_, seriesButton_, logButton_, exportButton_}) {
        if (missing() <= 0)
            return;
        button->setVisible(false);
    }
    if (const int lacking = missing(); lacking > 0) {
        title_->setText(title_->fontMetrics().elidedText(text_.title, Qt::ElideRight,
                                                         std::max(20, title_->sizeHint().width() - lacking)));
        title_->setToolTip(plainTip(text_.title));
    }
}

}  // namespace isonet::widgets
