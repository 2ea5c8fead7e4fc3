#include "app/workbench/jobs/BackgroundQueries.h"

#include "model/base/Cores.h"
#include "model/kernels/CudaPlugin.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/catalogue/SuitableSettings.h"
#include "training/data/images/DatasetStatus.h"
#include "training/engine/runtime/Machine.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {

widgets::FoundData foundData(const config::RunConfig& config, const training::DatasetStatus& status) {
    widgets::FoundData data;
    data.askedDataset = config.data.dataset;
    data.askedRoot = config.data.root;
    data.found = status.found;
    data.message = QString::fromStdString(status.message);
    for (const std::string& note : status.notes)
        data.message += QLatin1Char('\n') + QString::fromStdString(note);
    training::DatasetStatus suiting = status;
    if (!status.found && !config.data.root.empty()) {
        auto others = training::datasetsIn(config.data.root);
        if (const std::string several = training::severalDatasets(others); !several.empty())
            data.message =
                BackgroundQueries::tr("%1. Choose one of them as Dataset.").arg(QString::fromStdString(several));
        else if (others.size() == 1)
            suiting = std::move(others[0]);
    }
    if (!suiting.found || config::isDetection(config) || suiting.info.detection)
        return data;
    const training::SuitableSettings suited = training::suitableSettings(suiting);
    data.dataset = suited.dataset;
    data.classes = suited.classes;
    data.channels = suited.channels;
    data.height = suited.height;
    data.width = suited.width;
    return data;
}

}  // namespace

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
        widgets::FoundData data;
        QString testRoot;
        model::loadCuda();  // before anything of torch
        try {
            const training::DatasetStatus status = training::datasetStatus(config);
            data = foundData(config, status);
            if (status.testPart)
                testRoot = QString::fromStdString(status.where);
        } catch (const std::exception& e) {
            data.message = QString::fromStdString(e.what());
        }
        answers_.post([this, data, testRoot, query] {
            if (query != dataQuery_)
                return;
            Q_EMIT dataFound(data.message, data.found);
            Q_EMIT dataExamined(data);
            if (!testRoot.isEmpty())
                Q_EMIT testPartFound(testRoot);
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
            runs = telemetry::listRuns(widgets::pathBytes(folder));
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
