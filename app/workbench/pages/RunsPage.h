// The page of all runs: the table above, the comparison of the checked ones below. Joins the index, the followers, the
// notes and the trash with the widgets. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

#include "app/workbench/runs/RunReader.h"
#include "widgets/runs/RunEntry.h"

class QSplitter;

namespace isonet::widgets {
class CompareView;
class ComparedRuns;
class RunTable;
}  // namespace isonet::widgets

namespace isonet::workbench {

class Notices;
class RunFolders;
class ComparisonFollower;
class ScalarReader;
class RunIndex;
class RunSession;
class SerialWork;

class RunsPage : public QWidget {
    Q_OBJECT
public:
    // All must outlive the page.
    RunsPage(RunSession& session, RunFolders& folders, Notices& notices, QWidget* parent = nullptr);
    ~RunsPage() override;

    widgets::RunTable* table() const { return table_; }
    widgets::CompareView* comparison() const { return comparison_; }
    widgets::ComparedRuns* compared() const { return compared_; }
    void restoreSettings();
    void saveSettings() const;

    // Moves the runs to the trash, without asking. Returns what could not be moved and why; empty: all were moved.
    QString moveToTrash(const QStringList& paths);

Q_SIGNALS:
    void opened();  // the session shows the chosen run
    void cloneRequested(const isonet::config::RunConfig& config, const QString& name);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void connectParts();
    void connectTable();
    void compare();
    void takeUpdate(const RunUpdate& update);
    void askAndTrash(const QStringList& paths);
    void rename(const QString& path, const QString& name);
    void saveCsv(const QByteArray& csv, const QString& name);
    void readScalars();
    void showScalars(const QString& path);
    void addFolder();
    void showFolders();

    RunSession& session_;
    RunFolders& folders_;
    Notices& notices_;
    RunIndex* index_;
    ComparisonFollower* followers_;
    ScalarReader* scalars_;
    widgets::ComparedRuns* compared_;
    widgets::RunTable* table_;
    widgets::CompareView* comparison_;
    QSplitter* split_;
    SerialWork* work_;
};

}  // namespace isonet::workbench
