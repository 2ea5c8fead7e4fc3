#include "app/workbench/jobs/BackgroundQueries.h"

#include "model/base/Cores.h"
#include "model/kernels/CudaPlugin.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/images/DatasetStatus.h"
#include "training/engine/runtime/Machine.h"
#include "widgets/common/Format.h"

namespace isonet::workbench {

BackgroundQueries::BackgroundQueries(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(2);
}

BackgroundQueries::~BackgroundQueries() {
    pool_.waitForDone();
}

void BackgroundQueries::start(std::function<void()> query) {
    pool_.start(std::move(query));
}

void BackgroundQueries::findDevices() {
    start([this] {
        std::vector<widgets::DeviceChoice> choices;
        const int cores = base::availableCores();
        for (const auto& device : model::devices()) {
            QString label = QString::fromStdString(device.name);
            if (device.id == "cpu")
                label = tr("CPU · %1").arg(label);
            else
                label =
                    tr("%1 · %2 free · %3")
                        .arg(label, widgets::formatBytes(double(device.freeBytes)), QString::fromStdString(device.id));
            choices.push_back({QString::fromStdString(device.id), label, double(device.freeBytes),
                               training::traitsOf(device), cores});
        }
        answers_.post([this, choices] { Q_EMIT devicesFound(choices); });
    });
}

void BackgroundQueries::findData(const config::RunConfig& config) {
    start([this, config, query = ++dataQuery_] {
        training::DatasetStatus status;
        model::loadCuda();  // before anything of torch
        try {
            status = training::datasetStatus(config);
        } catch (const std::exception& e) {
            status.message = e.what();
        }
        answers_.post([this, status, query] {
            if (query == dataQuery_)
                Q_EMIT dataFound(QString::fromStdString(status.message), status.found);
        });
    });
}

void BackgroundQueries::listRuns(const QString& folder) {
    folder_ = folder;
    if (listing_) {
        listAgain_ = true;
        return;
    }
    listing_ = true;
    start([this, folder] {
        std::vector<telemetry::RunSummary> runs;
        try {
            runs = telemetry::listRuns(folder.toStdString());
        } catch (const std::exception&) {
            // An unreadable folder shows no runs; starting a run there reports the reason.
        }
        answers_.post([this, folder, runs] {
            listing_ = false;
            if (folder == folder_)
                Q_EMIT runsListed(runs);
            if (std::exchange(listAgain_, false))
                listRuns(folder_);
        });
    });
}

}  // namespace isonet::workbench
