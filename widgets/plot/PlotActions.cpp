#include "widgets/plot/PlotActions.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QMenu>
#include <QShortcut>
#include <QToolButton>

#include "widgets/plot/ModeSwitch.h"
#include "widgets/plot/PlotCursors.h"
#include "widgets/plot/PlotExporter.h"
#include "widgets/plot/PlotHeader.h"
#include "widgets/plot/PlotPanel.h"

namespace isonet::widgets {

PlotActions::PlotActions(PlotPanel& panel, PlotHeader& header, PlotExporter& exporter)
    : QObject(&panel), panel_(panel), header_(header), exporter_(exporter) {
    connect(header.optionsMenu(), &QMenu::aboutToShow, this, [this] {
        header_.optionsMenu()->clear();
        fillMenu(*header_.optionsMenu());
    });
    fillExportMenu(*header.exportMenu());
    connect(&header, &PlotHeader::seriesRequested, this, &PlotActions::pickSeries);
    panel.canvas()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(panel.canvas(), &QWidget::customContextMenuRequested, this, &PlotActions::showContextMenu);
    addKeys();
}

void PlotActions::addKeys() {
    const auto key = [this](Qt::Key key, auto slot) {
        auto* shortcut = new QShortcut(key, panel_.canvas());
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    key(Qt::Key_L, [this] {
        if (panel_.content().offersLogScale())
            panel_.setLogScale(!panel_.isLogScale());
    });
    key(Qt::Key_S, [this] { pickSeries(); });
    key(Qt::Key_B, [this] { header_.setBoxZoom(!header_.isBoxZoom()); });
    key(Qt::Key_P, [this] { exporter_.pin({}); });
    key(Qt::Key_E, [this] { exporter_.askForImage(); });
    key(Qt::Key_O, [this] { header_.showOptionsMenu(); });
    key(Qt::Key_1, [this] { panel_.cursors().set(PlotCursors::A, panel_.pointer()); });
    key(Qt::Key_2, [this] { panel_.cursors().set(PlotCursors::B, panel_.pointer()); });
    key(Qt::Key_0, [this] { panel_.cursors().clear(); });
    key(Qt::Key_Comma, [this] { panel_.cursors().move(-1); });
    key(Qt::Key_Period, [this] { panel_.cursors().move(1); });
    key(Qt::Key_V, [this] { showChoices(); });
    key(Qt::Key_C, [this] {
        if (const auto pointer = panel_.pointer())
            QApplication::clipboard()->setText(panel_.readout(*pointer).plain());
    });
}

void PlotActions::pickSeries() {
    if (!picker_) {
        picker_ = new SeriesPicker(&panel_);
        connect(picker_, &SeriesPicker::hiddenChanged, this, [this](const QSet<QString>& hidden) {
            for (const auto& entry : panel_.allSeries())
                if (hidden.contains(entry.name) != panel_.hiddenSeries().contains(entry.name))
                    panel_.setSeriesShown(entry.name, !hidden.contains(entry.name));
        });
    }
    picker_->present(panel_.allSeries(), panel_.hiddenSeries(), header_.pickerCorner());
}

void PlotActions::fillExportMenu(QMenu& menu) {
    menu.addAction(tr("Save &image…\tE"), &exporter_, &PlotExporter::askForImage);
    menu.addAction(tr("Save values as &CSV…"), &exporter_, &PlotExporter::askForCsv);
    menu.addSeparator();
    menu.addAction(tr("Copy i&mage"), &exporter_, &PlotExporter::copyImage);
    menu.addAction(tr("Copy &values as CSV"), &exporter_, &PlotExporter::copyCsv);
}

void PlotActions::showChoices() {
    if (auto* choices = panel_.choices(); choices && choices->isVisible())
        choices->showPopup();
}

// What the controls around the plot choose: they are no stops for Tab.
void PlotActions::fillModes(QMenu& menu) {
    for (auto* modes : header_.findChildren<ModeSwitch*>())
        for (auto* button : modes->findChildren<QToolButton*>()) {
            auto* action = menu.addAction(button->icon(), button->accessibleName(), button, &QToolButton::click);
            action->setCheckable(true);
            action->setChecked(button->isChecked());
        }
    if (auto* choices = panel_.choices())
        menu.addAction(tr("%1: %2…\tV").arg(choices->accessibleName(), choices->currentText()), this,
                       &PlotActions::showChoices)
            ->setEnabled(choices->isVisible());
}

void PlotActions::fillMenu(QMenu& menu, std::optional<QPointF> position) {
    const bool filled = !panel_.isEmpty();
    const bool zoomed = filled && panel_.canvas()->isHeld();
    fillModes(menu);
    panel_.content().fillOptions(menu);
    menu.addSection(tr("View"));
    menu.addAction(tr("&Reset view\tHome"), &panel_, &PlotPanel::resetView)->setEnabled(zoomed);
    menu.addAction(tr("&Undo zoom\tBackspace"), panel_.canvas(), &PlotCanvas::undoView)->setEnabled(zoomed);
    auto* box = menu.addAction(tr("&Box zoom by dragging\tB"), &header_, &PlotHeader::setBoxZoom);
    box->setCheckable(true);
    box->setChecked(header_.isBoxZoom());
    if (panel_.content().offersLogScale()) {
        auto* log = menu.addAction(tr("&Logarithmic axis\tL"), &panel_, &PlotPanel::setLogScale);
        log->setCheckable(true);
        log->setChecked(panel_.isLogScale());
    }
    auto* sorted = menu.addAction(tr("Sort readout by &value"), this,
                                  [this](bool on) { panel_.viewOptions().setSortReadout(on); });
    sorted->setCheckable(true);
    sorted->setChecked(panel_.viewOptions().sortsReadout());
    menu.addAction(tr("Show and hide &series…\tS"), this, &PlotActions::pickSeries)->setEnabled(filled);
    panel_.cursors().fillMenu(menu, position ? position : panel_.pointer());
    menu.addAction(tr("&Fill the page or restore\tF"), &panel_, &PlotPanel::maximizeRequested);
    menu.addAction(tr("Pi&n in a separate window\tP"), this, [this] { exporter_.pin({}); })->setEnabled(filled);
    menu.addSeparator();
    auto* exports = menu.addMenu(tr("&Export"));
    fillExportMenu(*exports);
    exports->setEnabled(filled);
}

void PlotActions::showContextMenu(const QPoint& position) {
    QMenu menu(&panel_);
    ReadoutText text = panel_.readout(position);
    if (panel_.viewOptions().sortsReadout())
        text = text.sorted();
    menu.addAction(tr("Copy values &here\tC"), this, [text] { QApplication::clipboard()->setText(text.plain()); })
        ->setEnabled(!text.isEmpty());
    menu.addAction(tr("Pin with the &values here"), this, [this, position] { exporter_.pin(QPointF(position)); })
        ->setEnabled(!text.isEmpty());
    fillMenu(menu, QPointF(position));
    menu.exec(panel_.canvas()->mapToGlobal(position));
}

}  // namespace isonet::widgets
