// A dialog that finds any action by typing: those of the window's menus, presets included, and of the visible plots.
// GUI thread only.
#pragma once

#include <QDialog>
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
    void addAction(const QString& path, QAction* action);
    QListWidget* list() const { return list_; }
    QLineEdit* filter() const { return filter_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMatching(const QString& text);
    void run();

    struct Command {
        QString title, shortcut;
        QAction* action;
    };
    std::vector<Command> commands_;
    QLineEdit* filter_;
    QListWidget* list_;
};

}  // namespace isonet::workbench
