// The header of a PlotPanel: its buttons, menus and what they ask.
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
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
    auto* title = new QLabel(text_.title);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setTextInteractionFlags(Qt::NoTextInteraction);
    title->setMinimumWidth(20);
    header_->addWidget(title);
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
    optionsButton_ = makeButton("plot-options", tr("Plot options"), tr("Options"));
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
    optionsButton_->setVisible(false);
    resetButton_->setEnabled(false);

    connect(logButton_, &QToolButton::toggled, this, [this](bool on) {
        if (on != logScale_)
            setLogScale(on);
    });
    connect(seriesButton_, &QToolButton::clicked, this, [this] {
        if (!picker_) {
            picker_ = new SeriesPicker(this);
            connect(picker_, &SeriesPicker::hiddenChanged, this, [this](const QSet<QString>& hidden) {
                hidden_ = hidden;
                throttle_.request();
            });
        }
        picker_->present(seriesEntries(), hidden_,
                         seriesButton_->mapToGlobal(QPoint(seriesButton_->width(), seriesButton_->height())));
    });
    auto* options = new QMenu(optionsButton_);
    optionsButton_->setMenu(options);
    optionsButton_->setPopupMode(QToolButton::InstantPopup);
    connect(options, &QMenu::aboutToShow, this, [this, options] {
        options->clear();
        fillOptions(*options);
    });
    connect(boxButton_, &QToolButton::toggled, canvas_, &PlotCanvas::setBoxZoom);
    connect(resetButton_, &QToolButton::clicked, this, &PlotPanel::resetView);
    connect(maximiseButton_, &QToolButton::clicked, this, &PlotPanel::maximiseRequested);
    makeExportMenu(exportButton_);
}

void PlotPanel::makeExportMenu(QToolButton* button) {
    auto* menu = new QMenu(button);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    menu->addAction(tr("Save as &PNG …"), this, [this] { askAndExport("png"); });
    menu->addAction(tr("Save as P&DF …"), this, [this] { askAndExport("pdf"); });
    menu->addAction(tr("Save as &SVG …"), this, [this] { askAndExport("svg"); });
    menu->addAction(tr("Save values as &CSV …"), this, [this] { askAndExport("csv"); });
    menu->addSeparator();
    menu->addAction(tr("Copy &picture"), this, [this] {
        QApplication::clipboard()->setPixmap(canvas_->toPixmap(canvas_->width(), canvas_->height(), 2));
        canvas_->replot(QCustomPlot::rpQueuedRefresh);
    });
    menu->addAction(tr("Copy &values as CSV"), this, [this] {
        if (!isEmpty())
            QApplication::clipboard()->setText(QString::fromUtf8(csvOf(*data_)));
    });
}

void PlotPanel::addHeaderWidget(QWidget* widget) {
    header_->insertWidget(headerInsertAt_++, widget);
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

void PlotPanel::contextMenu(const QPoint& position) {
    QMenu menu(this);
    auto* reset = menu.addAction(tr("&Reset view"), this, &PlotPanel::resetView);
    reset->setEnabled(canvas_->isHeld());
    menu.addAction(tr("&Undo zoom"), canvas_, &PlotCanvas::undoView)->setEnabled(canvas_->isHeld());
    QAction* log = menu.addAction(tr("&Logarithmic axis"), this, [this](bool on) { setLogScale(on); });
    log->setVisible(offersLogScale());
    log->setCheckable(true);
    log->setChecked(logScale_);
    const ReadOutText text = readOut(position);
    menu.addAction(tr("Copy values &here"), this, [text] { QApplication::clipboard()->setText(text.plain()); })
        ->setEnabled(!text.isEmpty());
    menu.addSeparator();
    menu.addActions(exportButton_->menu()->actions());
    menu.exec(canvas_->mapToGlobal(position));
}

void PlotPanel::askAndExport(const QString& suffix) {
    const QString kind = suffix.toUpper();
    const QString name = QString(text_.objectName).remove("Panel") + '.' + suffix;
    QString file = QFileDialog::getSaveFileName(this, tr("Save %1 as %2").arg(text_.title, kind),
                                                QDir::home().filePath(name), tr("%1 files (*.%2)").arg(kind, suffix));
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().toLower() != suffix)
        file += '.' + suffix;
    const QString problem = suffix == "csv" ? exportCsv(file) : exportPicture(file, {exportSize(), 2});
    setNote(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(file)) : problem);
}

}  // namespace isonet::widgets
