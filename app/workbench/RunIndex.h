// Knows every run below any number of folders, and keeps knowing them: a thread looks every two seconds, asks each file
// for its time and reads only what changed. The first look sends what it has every tenth of a second, so that hundreds
// of runs appear at once and fill in.
//
// Lives on the GUI thread; its signal comes there.
#pragma once

#include <QObject>
#include <QStringList>
#include <memory>
#include <stop_token>
#include <vector>

#include "app/workbench/FolderWatch.h"
#include "widgets/RunEntry.h"

namespace isonet::workbench {

class RunIndex : public QObject {
    Q_OBJECT
public:
    explicit RunIndex(QObject* parent = nullptr);
    ~RunIndex() override;

    void setFolders(const QStringList& folders);
    void setWatching(bool on);  // off: looks no more by itself
    void refresh();             // looks now

Q_SIGNALS:
    // All runs, in no order. `looking`: there is more to come. `problem`: a folder that cannot be read.
    void indexed(const std::vector<isonet::widgets::RunEntry>& runs, bool looking, const QString& problem);

private:
    struct Known;
    struct Seen;
    class Scan;
    bool look(const QStringList& folders, const std::stop_token& stop);
    void send(bool looking, const QString& problem);

    std::unique_ptr<Seen> seen_;  // the watch's thread
    // Declared last: it ends first.
    FolderWatch<QStringList> watch_;
};

}  // namespace isonet::workbench
