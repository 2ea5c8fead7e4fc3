// The header of a PlotPanel: its buttons, menus and what they ask.
#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QShortcut>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include "widgets/PlotPanel.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

QToolButton* PlotPanel::makeButton(const QString& icon, const QString& name, const QString& tip, bool checkable) {
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setIcon(themedIcon(icon));
    button->setIconSize({16, 16});
    button->setCheckable(checkable);
    button->setToolTip(tip);
    button->setAccessibleName(name);
    header_->addWidget(button);
    return button;
}

void PlotPanel::makeHeader() {
    header_->setContentsMargins(8, 1, 3, 1);
    header_->setSpacing(0);
    title_ = new QLabel(text_.title);
    title_->setObjectName("panelTitle");
    QFont bold = title_->font();
    bold.setBold(true);
    title_->setFont(bold);
    title_->setTextInteractionFlags(Qt::NoTextInteraction);
    title_->setMinimumWidth(20);
    header_->addWidget(title_);
    auto* info = makeButton("info", tr("About this plot"), text_.lesson);
    info->setWhatsThis(text_.lesson);
    connect(info, &QToolButton::clicked, this, [this, info] {
        QToolTip::showText(info->mapToGlobal(QPoint(0, info->height())), text_.lesson, info, {}, 60'000);
    });
    header_->addStretch(1);
    headerInsertAt_ = header_->count();

    logButton_ = makeButton("plot-log", tr("Logarithmic axis"),
                            tr("Logarithmic axis; values of 0 and below are left out"), true);
    seriesButton_ = makeButton("plot-series", tr("Choose series"), tr("Show and hide series"));
    optionsButton_ =
        makeButton("plot-options", tr("Plot options"), tr("Options, and all that can be done with the plot"));
    boxButton_ =
        makeButton("plot-box", tr("Box zoom"),
                   tr("Drag a box to zoom (or hold Shift while dragging). Without: drag to pan, wheel to zoom, "
                      "wheel over an axis to zoom that axis"),
                   true);
    resetButton_ =
        makeButton("plot-reset", tr("Reset view"),
                   tr("Show everything and follow the run again (double click, Home). Backspace undoes one zoom"));
    exportButton_ = makeButton("plot-export", tr("Export"), tr("Save as PNG, PDF, SVG or CSV, or copy"));
    maximiseButton_ = makeButton("plot-maximise", tr("Fill the page"), tr("Fill the page with this plot"));
    resetButton_->setEnabled(false);

    connect(logButton_, &QToolButton::toggled, this, [this](bool on) {
        if (on != logScale_)
            setLogScale(on);
    });
    connect(seriesButton_, &QToolButton::clicked, this, &PlotPanel::pickSeries);
    auto* options = new QMenu(optionsButton_);
    optionsButton_->setMenu(options);
    optionsButton_->setPopupMode(QToolButton::InstantPopup);
    connect(options, &QMenu::aboutToShow, this, [this, options] {
        options->clear();
        fillMenu(*options);
    });
    connect(boxButton_, &QToolButton::toggled, canvas_, &PlotCanvas::setBoxZoom);
    connect(resetButton_, &QToolButton::clicked, this, &PlotPanel::resetView);
    connect(maximiseButton_, &QToolButton::clicked, this, &PlotPanel::maximiseRequested);
    auto* exports = new QMenu(exportButton_);
    fillExportMenu(*exports);
    exportButton_->setMenu(exports);
    exportButton_->setPopupMode(QToolButton::InstantPopup);
}

void PlotPanel::layOutHeader() {
    logButton_->setVisible(offersLogScale());
    for (auto* button : {seriesButton_, boxButton_, resetButton_, exportButton_})
        button->setVisible(true);
    title_->setText(text_.title);
    title_->setToolTip({});
    const auto missing = [this] {
        int needed = header_->contentsMargins().left() + header_->contentsMargins().right();
        for (int i = 0; i < header_->count(); ++i)
            if (auto* widget = header_->itemAt(i)->widget(); widget && !widget->isHidden())
                needed += widget->sizeHint().width();
        return needed + 8 - width();  // the frame, and a little air
    };
    for (auto* button : {resetButton_, boxButton_, seriesButton_, logButton_, exportButton_}) {
        if (missing() <= 0)
            return;
        button->setVisible(false);
    }
    if (const int lacking = missing(); lacking > 0) {
        title_->setText(title_->fontMetrics().elidedText(text_.title, Qt::ElideRight,
                                                         std::max(20, title_->sizeHint().width() - lacking)));
        title_->setToolTip(text_.title);
    }
}

void PlotPanel::pickSeries() {
    if (!picker_) {
        picker_ = new SeriesPicker(this);
        connect(picker_, &SeriesPicker::hiddenChanged, this, [this](const QSet<QString>& hidden) {
            for (const auto& entry : seriesEntries())
                if (hidden.contains(entry.name) != hidden_.contains(entry.name))
                    chosen_.insert(entry.name, !hidden.contains(entry.name));
            applyHidden();
            throttle_.request();
        });
    }
    auto* below = seriesButton_->isVisible() ? seriesButton_ : optionsButton_;
    picker_->present(seriesEntries(), hidden_, below->mapToGlobal(QPoint(below->width(), below->height())));
}

// While the plot itself has the focus. The menu names them.
void PlotPanel::makeKeys() {
    const auto key = [this](Qt::Key key, auto slot) {
        auto* shortcut = new QShortcut(key, canvas_);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    key(Qt::Key_L, [this] {
        if (offersLogScale())
            setLogScale(!logScale_);
    });
    key(Qt::Key_S, [this] { pickSeries(); });
    key(Qt::Key_B, [this] { boxButton_->toggle(); });
    key(Qt::Key_P, [this] { pin(); });
    key(Qt::Key_E, [this] { askForPicture(); });
    key(Qt::Key_O, [this] { optionsButton_->showMenu(); });
    key(Qt::Key_C, [this] {
        if (pointer_)
            QApplication::clipboard()->setText(readOut(*pointer_).plain());
    });
}

void PlotPanel::fillExportMenu(QMenu& menu) {
    menu.addAction(tr("Save &picture …\tE"), this, &PlotPanel::askForPicture);
    menu.addAction(tr("Save values as &CSV …"), this, &PlotPanel::askForCsv);
    menu.addSeparator();
    menu.addAction(tr("Copy p&icture"), this, [this] {
        QApplication::clipboard()->setPixmap(canvas_->toPixmap(canvas_->width(), canvas_->height(), 2));
        canvas_->replot(QCustomPlot::rpQueuedRefresh);
    });
    menu.addAction(tr("Copy &values as CSV"), this, [this] {
        if (!isEmpty())
            QApplication::clipboard()->setText(QString::fromUtf8(csvOf(*data_)));
    });
}

void PlotPanel::addHeaderWidget(QWidget* widget) {
    header_->insertWidget(headerInsertAt_++, widget);
}

QToolButton* PlotPanel::addModeButton(QButtonGroup& group, const QString& icon, const QString& name,
                                      const QString& tip) {
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setCheckable(true);
    button->setIcon(themedIcon(icon));
    button->setIconSize({16, 16});
    button->setAccessibleName(name);
    button->setToolTip(tip);
    group.addButton(button);
    addHeaderWidget(button);
    return button;
}

QHBoxLayout* PlotPanel::footer() {
    if (!footer_) {
        footerBar_ = new QWidget;
        footer_ = new QHBoxLayout(footerBar_);
        footer_->setContentsMargins(8, 2, 8, 2);
        footer_->setSpacing(8);
        layout()->addWidget(footerBar_);
    }
    return footer_;
}

void PlotPanel::setMaximised(bool maximised) {
    maximiseButton_->setIcon(themedIcon(maximised ? "plot-restore" : "plot-maximise"));
    maximiseButton_->setToolTip(maximised ? tr("Show all four plots (Esc)") : tr("Fill the page with this plot"));
    maximiseButton_->setAccessibleName(maximised ? tr("Show all plots") : tr("Fill the page"));
}

void PlotPanel::fillMenu(QMenu& menu) {
    const bool full = !isEmpty();
    if (hasOptions())
        fillOptions(menu);
    menu.addSection(tr("View"));
    menu.addAction(tr("&Reset view\tHome"), this, &PlotPanel::resetView)->setEnabled(full && canvas_->isHeld());
    menu.addAction(tr("&Undo zoom\tBackspace"), canvas_, &PlotCanvas::undoView)->setEnabled(full && canvas_->isHeld());
    auto* box = menu.addAction(tr("&Box zoom by dragging\tB"), boxButton_, &QToolButton::setChecked);
    box->setCheckable(true);
    box->setChecked(boxButton_->isChecked());
    if (offersLogScale()) {
        auto* log = menu.addAction(tr("&Logarithmic axis\tL"), this, [this](bool on) { setLogScale(on); });
        log->setCheckable(true);
        log->setChecked(logScale_);
    }
    auto* sorted =
        menu.addAction(tr("Read-out sorted by &value"), this, [this](bool on) { viewOptions().setSortReadOut(on); });
    sorted->setCheckable(true);
    sorted->setChecked(viewOptions().sortsReadOut());
    menu.addAction(tr("Show and hide &series …\tS"), this, &PlotPanel::pickSeries)->setEnabled(full);
    menu.addAction(tr("&Fill the page, or back\tF"), this, &PlotPanel::maximiseRequested);
    menu.addAction(tr("Pi&n: keep it in a window of its own\tP"), this, [this] { pin(); })->setEnabled(full);
    menu.addSeparator();
    auto* exports = menu.addMenu(tr("&Export"));
    fillExportMenu(*exports);
    exports->setEnabled(full);
}

void PlotPanel::contextMenu(const QPoint& position) {
    QMenu menu(this);
    const ReadOutText text = viewOptions().sortsReadOut() ? readOut(position).sorted() : readOut(position);
    menu.addAction(tr("Copy values &here\tC"), this, [text] { QApplication::clipboard()->setText(text.plain()); })
        ->setEnabled(!text.isEmpty());
    menu.addAction(tr("Pin with the &values here"), this, [this, position] { pin(QPointF(position)); })
        ->setEnabled(!text.isEmpty());
    fillMenu(menu);
    menu.exec(canvas_->mapToGlobal(position));
}

}  // namespace isonet::widgets
