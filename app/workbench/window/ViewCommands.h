// Carries out the actions that concern the window itself: command palette, full screen, theme, help, check of the
// computer, about. GUI thread only.
#pragma once

#include <QObject>
#include <QPointer>
#include <memory>

class QMainWindow;

namespace isonet::widgets {
class HelpWindow;
}

namespace isonet::workbench {

class ComputerCheck;
class WindowActions;

class ViewCommands : public QObject {
    Q_OBJECT
public:
    ViewCommands(const WindowActions& actions, QMainWindow* window);  // both must outlive this object
    ~ViewCommands() override;

    void closeHelp();

private:
    void showCommands();
    void showHelp();
    void showComputerCheck();
    void showAbout();

    const WindowActions& actions_;
    QMainWindow* window_;
    std::unique_ptr<widgets::HelpWindow> help_;
    QPointer<ComputerCheck> check_;
};

}  // namespace isonet::workbench
