// The table of all runs with its filter, grouping, columns and what can be done with the chosen ones. Knows no file:
// what is to be done is asked of the app by signals. GUI thread only.
#pragma once

#include <QHash>
#include <QWidget>
#include <vector>

#include "widgets/RunEntry.h"

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QTableView;
class QToolButton;

namespace isonet::widgets {

class RunFilter;
class RunTableModel;

class RunTable : public QWidget {
    Q_OBJECT
public:
    explicit RunTable(QWidget* parent = nullptr);

    void setFolders(const QStringList& folders);  // shown in the menu of folders; the first one cannot be removed
    void setRuns(std::vector<RunEntry> runs);
    // Still looking, or what could not be read; empty: all is well. A line above the table.
    void setNotice(const QString& words);

    RunTableModel* model() const { return model_; }
    RunFilter* shown() const { return filter_; }
    QTableView* view() const { return view_; }
    QStringList selected() const;  // paths, from top to bottom
    QString groupKey() const;

    QByteArray state() const;  // columns, order, grouping; for the settings
    void setState(const QByteArray& state);

Q_SIGNALS:
    void opened(const QString& path);
    void resumeRequested(const QString& path);
    void cloneRequested(const QString& path);
    void trashRequested(const QStringList& paths);
    void folderRequested(const QString& path);
    void notesEdited(const QString& path, const isonet::widgets::RunNotes& notes);
    void comparisonChanged();  // which runs are checked, or how they are grouped
    void addFolderRequested();
    void removeFolderRequested(const QString& folder);

private:
    void makeTools(class QHBoxLayout* tools);
    void makeTable();
    void showState();
    void fillGroups();
    void fillRunMenu(QMenu& menu);
    void fillFolderMenu(QMenu& menu);
    void fillColumnMenu(QMenu& menu);
    void editTags(const QStringList& paths);
    void setColour(const QStringList& paths, int colour);
    void refreshActions();
    RunNotes notesOf(const QString& path) const;

    RunTableModel* model_;
    RunFilter* filter_;
    QLineEdit* filterText_;
    QComboBox* groups_;
    QTableView* view_;
    QLabel *empty_, *notice_;
    QToolButton* folderButton_;
    QAction *open_, *resume_, *clone_, *compare_, *clear_, *tags_, *trash_;
    QStringList folders_, hidden_;  // hidden_: titles of columns
};

}  // namespace isonet::widgets
