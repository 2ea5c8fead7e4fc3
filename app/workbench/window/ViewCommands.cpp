#include "app/workbench/window/ViewCommands.h"

#include <QApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPointer>
#include <QSettings>
#include <QTimer>
#include <utility>

#include "app/workbench/window/CommandPalette.h"
#include "app/workbench/window/ComputerCheck.h"
#include "app/workbench/window/WindowActions.h"
#include "widgets/common/HelpWindow.h"
#include "widgets/common/Theme.h"
#include "widgets/form/ConfigForm.h"
#include "widgets/plot/FigureFrame.h"
#include "widgets/plot/PlotPanel.h"

namespace isonet::workbench {

namespace {
// In the order of Page.
constexpr const char* helpPages[] = {"design", "plots", "inspect", "runs", "predictions", "sweeps"};
static_assert(std::size(helpPages) == pageCount);
}  // namespace

ViewCommands::ViewCommands(const WindowActions& actions, QMainWindow* window)
    : QObject(window), actions_(actions), window_(window) {
    connect(&actions, &WindowActions::themeChosen, this, [](const QString& name) {
        widgets::applyTheme(*qApp, widgets::themeFromName(name));
        QSettings().setValue(QStringLiteral("window/theme"), name);
    });
    connect(actions.fullScreen, &QAction::triggered, window,
            [window](bool on) { on ? window->showFullScreen() : window->showNormal(); });
    connect(actions.commands, &QAction::triggered, this, &ViewCommands::showCommands);
    connect(actions.help, &QAction::triggered, this, &ViewCommands::showHelp);
    connect(actions.checkComputer, &QAction::triggered, this, &ViewCommands::showComputerCheck);
    connect(actions.about, &QAction::triggered, this, &ViewCommands::showAbout);
}

ViewCommands::~ViewCommands() = default;

void ViewCommands::addSettings(const widgets::ConfigForm& form, std::function<void(const QString&)> show) {
    form_ = &form;
    showSetting_ = std::move(show);
}

void ViewCommands::showCommands() {
    CommandPalette palette(window_);
    for (auto* action : window_->menuBar()->actions())
        if (action->menu())
            palette.addMenu(action->text().remove(QLatin1Char('&')), action->menu());
    // The menus of the visible plots. They outlive the dialog, since the chosen command runs after it.
    for (auto* panel : window_->findChildren<widgets::PlotPanel*>()) {
        if (!panel->isVisible())
            continue;
        auto* menu = new QMenu(window_);
        panel->fillMenu(*menu);
        palette.addMenu(panel->title(), menu);
        connect(&palette, &QDialog::finished, menu, [menu] { QTimer::singleShot(1000, menu, &QObject::deleteLater); });
    }
    for (auto* figure : window_->findChildren<widgets::FigureFrame*>())
        if (figure->isVisible() && !figure->isEmpty())
            palette.addEntry(tr("%1 › Export › Save image…").arg(figure->title()), {},
                             [figure = QPointer(figure)] { figure ? figure->save() : void(); });
    if (form_)
        for (const auto& setting : form_->settings())
            palette.addEntry(tr("Setting › %1 (%2)").arg(setting.label, setting.key), setting.about,
                             [this, key = setting.key] { showSetting_(key); });
    for (const auto& topic : widgets::HelpWindow::topics())
        palette.addEntry(topic.heading.isEmpty() ? tr("Help topic › %1").arg(topic.title)
                                                 : tr("Help topic › %1 › %2").arg(topic.title, topic.heading),
                         {}, [this, topic] { helpWindow().showPage(topic.page, topic.heading); });
    palette.exec();
}

widgets::HelpWindow& ViewCommands::helpWindow() {
    if (!help_)
        help_ = std::make_unique<widgets::HelpWindow>();
    return *help_;
}

void ViewCommands::showHelp() {
    helpWindow().showPage(QString::fromLatin1(helpPages[int(actions_.currentPage())]));
}

void ViewCommands::closeHelp() {
    if (help_)
        help_->close();
}

// Not modal: the window stays usable. Closing it ends the check.
void ViewCommands::showComputerCheck() {
    if (!check_) {
        check_ = new ComputerCheck(window_);
        check_->setAttribute(Qt::WA_DeleteOnClose);
        check_->start(true);
    }
    check_->show();
    check_->raise();
    check_->activateWindow();
}

void ViewCommands::showAbout() {
    QMessageBox::about(
        window_, tr("About ISONet Workbench"),
        tr("<b>ISONet Workbench %1</b><p>A workbench for isometric networks.</p><p>Based on \"Deep "
           "Isometric Learning for Visual Recognition\", Qi et al., ICML 2020.</p><p>Free software under "
           "the GNU General Public License, version 3 or later.</p>")
            .arg(QApplication::applicationVersion()));
}

}  // namespace isonet::workbench
