// The table of all runs with filter, grouping, columns and actions. Does not access files: the application acts on the
// signals. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/runs/RunColors.h"
#include "widgets/runs/RunEntry.h"
#include "widgets/runs/RunStatistic.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QTableView;

namespace isonet::widgets {

class RunActions;
class RunFilter;
class RunTableModel;
class RunTableView;

class RunTable : public QWidget {
    Q_OBJECT
public:
    explicit RunTable(QWidget* parent = nullptr);

    void setFolders(const QStringList& folders);  // listed in the folder menu; the first one cannot be removed
    void setRuns(std::vector<RunEntry> runs);
    void setNotice(const QString& notice);  // a line above the table; empty: none

    RunTableModel* model() const { return model_; }
    RunFilter* shown() const { return filter_; }
    QTableView* view() const;
    QStringList selected() const;           // paths, from top to bottom
    void select(const QStringList& paths);  // and scrolls to the first one
    QStringList listed() const;             // paths of the runs that match the filter, from top to bottom
    QString groupKey() const;

    // Of these runs, -1 where the comparison chooses: the run's own color, else that of a pattern, else that of the
    // group or of what runs are colored by.
    QVector<int> colorsOf(const QStringList& paths);
    // The choices of the Colors menu; comparisonChanged() follows.
    void setColorKey(const QString& key);
    void setColorPatterns(const QVector<ColorPattern>& patterns);
    void setStatistic(const StatisticChoice& choice);

    QByteArray state() const;  // columns, order and grouping, for the settings
    void setState(const QByteArray& state);

Q_SIGNALS:
    void opened(const QString& path);
    void resumeRequested(const QString& path);
    void cloneRequested(const QString& path);
    void trashRequested(const QStringList& paths);
    void folderRequested(const QString& path);
    void renameRequested(const QString& path, const QString& name);
    void notesEdited(const QString& path, const isonet::widgets::RunNotes& notes);
    void comparisonChanged();  // checked runs, their groups or colors
    void selectionChanged();
    void listChanged();  // the runs, or which of them match the filter
    void statisticChanged();
    void addFolderRequested();
    void removeFolderRequested(const QString& folder);

private:
    void connectActions();
    QHBoxLayout* makeToolBar();
    void fillGroups();
    void applyGroup();
    void fillFolderMenu(QMenu& menu);
    void fillColorMenu(QMenu& menu);
    void fillStatisticMenu(QMenu& menu);
    void editPatterns();
    QVector<std::pair<QString, QString>> groupChoices() const;  // title and key
    void showEmptyState();

    RunTableModel* model_;
    RunFilter* filter_;
    RunTableView* view_;
    RunActions* actions_;
    QLineEdit* filterText_;
    QComboBox* groups_;
    QLabel *empty_, *notice_;
    QStringList folders_;
    RunColors colors_;
};

}  // namespace isonet::widgets
