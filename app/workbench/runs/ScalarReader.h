// Reads, from many runs, the few scalars that the table of runs has columns for, so that it can show their best,
// smallest or largest value, or the value at a step. Each run is read once; then its new values are followed.
//
// Threads: GUI thread only; the signal is emitted there.
#pragma once

#include <QHash>
#include <QObject>
#include <QStringList>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/workbench/runs/RunReader.h"
#include "widgets/runs/RunStatistic.h"

namespace isonet::workbench {

class ComparisonFollower;

class ScalarReader : public QObject {
    Q_OBJECT
public:
    explicit ScalarReader(QObject* parent = nullptr);
    ~ScalarReader() override;

    void read(const QStringList& paths);  // runs that are read already are kept; none: forgets all
    void setWatching(bool on);            // off: new values wait
    // By tag; nothing: the run is not read yet. Of series of more than 4,000 values, the value at a step is that of the
    // nearest earlier value that was kept; the others are exact.
    std::optional<std::map<std::string, double>> values(const QString& path,
                                                        const widgets::StatisticChoice& choice) const;

Q_SIGNALS:
    void changed(const QString& path);

private:
    struct Run {
        std::unique_ptr<widgets::RunData> data;
        bool wasRead = false;
    };
    void take(const RunUpdate& update);
    void progressed(int read);

    ComparisonFollower* follower_;
    QStringList paths_;  // in the order in which they are read
    std::map<QString, Run> runs_;
};

}  // namespace isonet::workbench
