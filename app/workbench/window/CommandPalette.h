// A dialog that finds by typing: the actions of the window's menus, presets included, and of the visible plots, the
// settings of the form, and the topics of the help.
// GUI thread only.
#pragma once

#include <QDialog>
#include <functional>
#include <vector>

class QAction;
class QLineEdit;
class QListWidget;
class QMenu;

namespace isonet::workbench {

class CommandPalette : public QDialog {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget* parent);

    // Adds the actions of the menu and its submenus. They stay the caller's and must outlive the dialog.
    void addMenu(const QString& path, QMenu* menu);
    void addAction(const QString& path, QAction* action, bool enabled = true);
    // Something else to choose. `run` is called after the dialog has closed, in the event loop, and must not refer to
    // it; `more` is searched as well, but not shown.
    void addEntry(const QString& title, const QString& more, std::function<void()> run);
    QListWidget* list() const { return list_; }
    QLineEdit* filter() const { return filter_; }

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void addMenuActions(const QString& path, QMenu* menu, bool enabled);
    void showMatching(const QString& text);
    void showNothing(const QString& text);
    void run();

    struct Command {
        QString title, shortcut, more;
        QAction* action = nullptr;  // null: `run`
        bool enabled = true;
        std::function<void()> run = {};
    };
    std::vector<Command> commands_;
    QLineEdit* filter_;
    QListWidget* list_;
};

}  // namespace isonet::workbench
