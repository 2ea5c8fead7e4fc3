// Carries out the actions that concern the window itself: command palette, full screen, theme, help, check of the
// computer, about. GUI thread only.
#pragma once

#include <QObject>
#include <QPointer>
#include <functional>
#include <memory>

class QMainWindow;

namespace isonet::widgets {
class ConfigForm;
class HelpWindow;
}  // namespace isonet::widgets

namespace isonet::workbench {

class ComputerCheck;
class WindowActions;

class ViewCommands : public QObject {
    Q_OBJECT
public:
    ViewCommands(const WindowActions& actions, QMainWindow* window);  // both must outlive this object
    ~ViewCommands() override;

    // The palette offers the settings of the form. `show`: leads to the one with this key. The form must outlive this.
    void addSettings(const widgets::ConfigForm& form, std::function<void(const QString& key)> show);
    void closeHelp();

private:
    void showCommands();
    void showHelp();
    widgets::HelpWindow& helpWindow();
    void showComputerCheck();
    void showAbout();

    const WindowActions& actions_;
    QMainWindow* window_;
    const widgets::ConfigForm* form_ = nullptr;
    std::function<void(const QString&)> showSetting_;
    std::unique_ptr<widgets::HelpWindow> help_;
    QPointer<ComputerCheck> check_;
};

}  // namespace isonet::workbench
