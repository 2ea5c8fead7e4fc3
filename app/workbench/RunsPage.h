// The page of all runs: the table above, the comparison of the checked ones below. It joins the index, the followers,
// the notes and the wastebasket with the widgets. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>

#include "app/workbench/RunSource.h"
#include "widgets/RunEntry.h"

class QSplitter;

namespace isonet::widgets {
class CompareView;
class ComparedRuns;
class RunTable;
}  // namespace isonet::widgets

namespace isonet::workbench {

class RunFollowers;
class RunIndex;

class RunsPage : public QWidget {
    Q_OBJECT
public:
    explicit RunsPage(QWidget* parent = nullptr);
    ~RunsPage() override;

    // The folder of new runs, and those besides it.
    void setFolders(const QString& first, const QStringList& others);
    QStringList otherFolders() const { return others_; }
    void setStatus(const QString& path, const telemetry::RunStatus& status);  // of the run trained here
    void refresh();

    widgets::RunTable* table() const { return table_; }
    widgets::CompareView* comparison() const { return comparison_; }
    widgets::ComparedRuns* compared() const { return compared_; }
    void restoreSettings();
    void saveSettings() const;

    // Moves the runs to the wastebasket, without asking; what could not be moved and why, empty: all went.
    QString moveToTrash(const QStringList& paths);

Q_SIGNALS:
    void opened(const QString& path);
    void resumeRequested(const QString& path);
    void cloneRequested(const isonet::config::RunConfig& config, const QString& name);
    void trashed(const QStringList& paths);
    void failed(const QString& title, const QString& text);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void compare();
    void takeUpdate(const RunUpdate& update);
    void askAndTrash(const QStringList& paths);
    void addFolder();
    void foldersChanged();

    RunIndex* index_;
    RunFollowers* followers_;
    widgets::ComparedRuns* compared_;
    widgets::RunTable* table_;
    widgets::CompareView* comparison_;
    QSplitter* split_;
    QString first_;
    QStringList others_;
};

}  // namespace isonet::workbench
