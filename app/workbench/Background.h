// Small questions whose answers take too long for the GUI thread: which devices there are, whether a data set is
// installed, which runs a folder holds. Each answer arrives on the GUI thread; an answer to an older question of the
// same kind is dropped.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/ConfigForm.h"

namespace isonet::workbench {

class Background : public QObject {
    Q_OBJECT
public:
    explicit Background(QObject* parent = nullptr);
    ~Background() override;  // waits for what is under way

    void findDevices();
    void findData(const config::RunConfig& config);
    void listRuns(const QString& folder);  // a question while one is under way is asked again after it

Q_SIGNALS:
    void devicesFound(const std::vector<isonet::widgets::DeviceChoice>& devices);
    void dataFound(const QString& message, bool found);
    void runsListed(const std::vector<isonet::telemetry::RunSummary>& runs);

private:
    void ask(std::function<void()> question);

    QThreadPool pool_;
    std::uint64_t dataQuestion_ = 0;
    bool listing_ = false, listAgain_ = false;
    QString folder_;
};

}  // namespace isonet::workbench
