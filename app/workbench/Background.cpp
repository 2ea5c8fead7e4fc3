#include "app/workbench/Background.h"

#include <QMetaObject>

#include "model/kernels/CudaPlugin.h"
#include "training/data/Dataset.h"
#include "widgets/Format.h"

namespace isonet::workbench {

Background::Background(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(2);
}

Background::~Background() {
    pool_.waitForDone();
}

void Background::ask(std::function<void()> question) {
    pool_.start(std::move(question));
}

void Background::findDevices() {
    ask([this] {
        std::vector<widgets::DeviceChoice> choices;
        for (const auto& device : model::devices()) {
            QString label = QString::fromStdString(device.name);
            if (device.id == "cpu")
                label = QStringLiteral("CPU · ") + label;
            else
                label =
                    QStringLiteral("%1 · %2 free · %3")
                        .arg(label, widgets::formatBytes(double(device.freeBytes)), QString::fromStdString(device.id));
            choices.push_back({QString::fromStdString(device.id), label, double(device.freeBytes)});
        }
        QMetaObject::invokeMethod(
            this, [this, choices] { Q_EMIT devicesFound(choices); }, Qt::QueuedConnection);
    });
}

void Background::findData(const config::RunConfig& config) {
    ask([this, config, question = ++dataQuestion_] {
        training::DatasetStatus status;
        try {
            status = training::datasetStatus(config);
        } catch (const std::exception& e) {
            status.message = e.what();
        }
        QMetaObject::invokeMethod(
            this,
            [this, status, question] {
                if (question == dataQuestion_)
                    Q_EMIT dataFound(QString::fromStdString(status.message), status.found);
            },
            Qt::QueuedConnection);
    });
}

void Background::listRuns(const QString& folder) {
    folder_ = folder;
    if (listing_) {
        listAgain_ = true;
        return;
    }
    listing_ = true;
    ask([this, folder] {
        std::vector<telemetry::RunSummary> runs;
        try {
            runs = telemetry::listRuns(folder.toStdString());
        } catch (const std::exception&) {
            // A folder that cannot be read holds no runs to show; starting one there says why.
        }
        QMetaObject::invokeMethod(
            this,
            [this, folder, runs] {
                listing_ = false;
                if (folder == folder_)
                    Q_EMIT runsListed(runs);
                if (std::exchange(listAgain_, false))
                    listRuns(folder_);
            },
            Qt::QueuedConnection);
    });
}

}  // namespace isonet::workbench
