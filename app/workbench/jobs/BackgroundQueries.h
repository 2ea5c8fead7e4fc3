// Queries that take too long for the GUI thread: devices, whether a dataset is installed, the runs in a folder.
//
// Threads: call from the GUI thread; answers arrive there. The answer to an outdated query is dropped.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <vector>

#include "app/workbench/jobs/Mailbox.h"
#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/form/ConfigForm.h"

namespace isonet::workbench {

class BackgroundQueries : public QObject {
    Q_OBJECT
public:
    explicit BackgroundQueries(QObject* parent = nullptr);
    ~BackgroundQueries() override;  // waits for running queries

    void findDevices();
    void findData(const config::RunConfig& config);
    void listRuns(const QString& folder);  // repeated after the current listing if one is running

Q_SIGNALS:
    void devicesFound(const std::vector<isonet::widgets::DeviceChoice>& devices);
    void dataFound(const QString& message, bool found);
    void testPartFound(const QString& root);  // after dataFound: the folder has train/, val/ and test/
    void dataExamined(const isonet::widgets::FoundData& data);  // the same, with the settings that suit the data
    void runsListed(const std::vector<isonet::telemetry::RunSummary>& runs);

private:
    void start(std::function<void()> query);

    Mailbox answers_;
    QThreadPool pool_;
    std::uint64_t dataQuery_ = 0;
    bool listing_ = false, listAgain_ = false;
    QString folder_;
};

}  // namespace isonet::workbench
