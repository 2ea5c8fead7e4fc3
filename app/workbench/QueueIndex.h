// Knows every queue directly below the folders of runs, and those that were named, and keeps knowing them: a thread
// looks every second while it is watched, reads experiment.yaml where it changed and the status of each row's run.
//
// Lives on the GUI thread; its signal comes there, when something changed.
#pragma once

#include <QObject>
#include <QStringList>
#include <memory>
#include <stop_token>
#include <vector>

#include "app/workbench/FolderWatch.h"
#include "widgets/QueueEntry.h"

namespace isonet::workbench {

class QueueIndex : public QObject {
    Q_OBJECT
public:
    explicit QueueIndex(QObject* parent = nullptr);
    ~QueueIndex() override;

    void setFolders(const QStringList& roots, const QStringList& queues);
    void setWatching(bool on);  // off: looks no more by itself
    void refresh();             // looks now

Q_SIGNALS:
    // The last changed first. A named queue that is gone or damaged comes with its problem.
    void indexed(const std::vector<isonet::widgets::QueueEntry>& queues);

private:
    struct Place {
        QStringList roots, queues;
    };
    struct Seen;
    bool look(const Place& place, const std::stop_token& stop);

    std::unique_ptr<Seen> seen_;  // the watch's thread
    // Declared last: it ends first.
    FolderWatch<Place> watch_;
};

}  // namespace isonet::workbench
