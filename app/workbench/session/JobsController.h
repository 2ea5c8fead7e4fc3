// The jobs below the folders of runs: those that this window trains, and those of other processes, found again after a
// restart. Follows them, sends commands to them, and reports when one has ended. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <map>
#include <set>
#include <vector>

#include "app/workbench/runs/JobIndex.h"
#include "widgets/jobs/JobRow.h"

namespace isonet::workbench {

class Notices;
class RunCommander;
class RunFolders;
class RunPlaces;
class RunSession;

class JobsController : public QObject {
    Q_OBJECT
public:
    // All must outlive the controller.
    JobsController(RunSession& session, RunCommander& commander, RunFolders& folders, RunPlaces& places,
                   Notices& notices, QObject* parent = nullptr);
    ~JobsController() override;

    const std::vector<widgets::JobRow>& rows() const { return rows_; }
    QString emptyText() const;  // why there are no rows
    // Those alive outside this window; `mine`: only those that this window has launched.
    std::vector<widgets::JobRow> outside(bool mine) const;

    void setShown(bool shown, const QString& chosen);  // whether the user looks at the jobs, and at which log
    void refresh();

    // Commands to the job of a run. Does nothing for a run without a job.
    void pause(const QString& run);
    void resume(const QString& run);  // a paused one; one that has ended starts again where it ran
    void stop(const QString& run);
    void dismiss(const QString& run);  // leaves the list until it is alive again

Q_SIGNALS:
    void changed();                                                                // rows()
    void devicesChanged(const std::vector<isonet::widgets::DeviceSlot>& devices);  // with the runs on them
    void logRead(const QString& run, const QString& end);
    // Once: so many runs that this window has not started are being trained elsewhere.
    void found(int alive);
    void ended(const isonet::widgets::JobRow& job);  // one outside this window has ended, however

private:
    void take(const std::vector<launch::Job>& jobs);
    void rebuild();
    bool isHere(const launch::Job& job) const;
    bool isRowOfQueue(const QString& run) const;
    widgets::JobRow localRow(widgets::JobRow row) const;
    const launch::Job* job(const QString& run) const;
    void placeOnDevices(std::vector<widgets::DeviceSlot> devices);

    RunSession& session_;
    RunCommander& commander_;
    RunPlaces& places_;
    RunFolders& folders_;
    Notices& notices_;
    std::vector<launch::Job> jobs_;
    std::vector<widgets::JobRow> rows_;
    std::set<QString> alive_;      // runs outside this window that were alive at the last poll
    std::set<QString> launched_;   // by this window
    std::set<QString> over_;       // have ended outside this window while it watched
    std::set<QString> dismissed_;  // ended ones
    std::set<QString> wasHere_;    // trained by this window, until the index has seen that it has ended
    bool looked_ = false;
    JobIndex* index_;
};

}  // namespace isonet::workbench
