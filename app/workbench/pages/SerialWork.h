// Work on files, done in order on a separate thread. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <functional>

#include "app/workbench/jobs/Mailbox.h"

namespace isonet::workbench {

class SerialWork : public QObject {
    Q_OBJECT
public:
    explicit SerialWork(QObject* parent = nullptr);
    ~SerialWork() override;  // waits for the work in progress

    // Runs `work` on the thread, then `then` on the GUI thread with the message of the exception that ended the work;
    // empty: none did.
    void run(std::function<void()> work, std::function<void(const QString& problem)> then);

private:
    Mailbox results_;
    QThreadPool pool_;
};

// Runs `work`; the message of the exception that ended it, empty: none did.
QString problemOf(const std::function<void()>& work);

}  // namespace isonet::workbench
