// The actions for the selected runs: open, resume, clone, compare, tags, note, color, trash. GUI thread only.
#pragma once

#include <QIcon>
#include <QObject>
#include <QStringList>
#include <functional>

#include "widgets/runs/RunEntry.h"

class QAction;
class QMenu;
class QWidget;

namespace isonet::widgets {

class RunTableModel;

class RunActions : public QObject {
    Q_OBJECT
public:
    // Dialogs open over `window`, which owns the actions.
    RunActions(RunTableModel* model, QWidget* window);

    void setSelection(const QStringList& paths);  // enables the actions that apply
    void refresh();                               // after a change of the model
    void fillMenu(QMenu& menu);

    QAction* open() const { return open_; }
    QAction* trash() const { return trash_; }
    QList<QAction*> toolBarActions() const { return {compare_, open_, resume_, clone_}; }

Q_SIGNALS:
    void opened(const QString& path);
    void resumeRequested(const QString& path);
    void cloneRequested(const QString& path);
    void trashRequested(const QStringList& paths);
    void renameRequested(const QString& path, const QString& name);
    void folderRequested(const QString& path);
    void notesEdited(const QString& path, const isonet::widgets::RunNotes& notes);
    void colorsChanged();

private:
    QAction* make(const QString& text, const QString& icon, const QString& tooltip, const char* name,
                  const std::function<void()>& action);
    void editNote();
    void editTags();
    void askName();
    void setColor(int color);
    void setNotes(const QString& path, const RunNotes& notes);
    RunNotes notesOf(const QString& path) const;

    RunTableModel* model_;
    QWidget* window_;
    QStringList paths_;
    QAction *open_, *resume_, *clone_, *compare_, *clear_, *tags_, *rename_, *trash_;
};

}  // namespace isonet::widgets
