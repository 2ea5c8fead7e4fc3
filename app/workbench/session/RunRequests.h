// What the run of RunSession::target() is asked to do at a later step: validate at the next one, and stop after this
// epoch. Here or in another process, like Pause and Stop. GUI thread only.
#pragma once

#include <QObject>
#include <QSet>
#include <QString>

namespace isonet::workbench {

class Notices;
class RunSession;

class RunRequests : public QObject {
    Q_OBJECT
public:
    // Both must outlive this object.
    RunRequests(RunSession& session, Notices& notices, QObject* parent = nullptr);

    void validate();
    void stopAfterEpoch(bool on);  // off: withdraws the request
    bool endsAfterEpoch() const;   // it has been requested in this window

    // Why it cannot be done now; empty: it can.
    QString validateProblem() const;
    QString stopAfterEpochProblem() const;

Q_SIGNALS:
    void changed();

private:
    void forgetEnded();

    RunSession& session_;
    Notices& notices_;
    QSet<QString> ending_;  // folders of runs that stop after their epoch
};

}  // namespace isonet::workbench
