// Opens a run's detector and runs it on the run's validation images on a worker thread. Keeps the latest results.
//
// Threads: GUI thread only; signals are emitted there. No torch header.
#pragma once

#include <QObject>
#include <QString>
#include <memory>

#include "app/workbench/jobs/JobThread.h"
#include "widgets/predictions/PredictionInfo.h"

namespace isonet::workbench {

class PredictionRunner : public QObject {
    Q_OBJECT
public:
    explicit PredictionRunner(QObject* parent = nullptr);
    ~PredictionRunner() override;  // waits for the running job

    // `checkpoint`: "best" or "latest"; falls back to the other if it does not exist. Drops all earlier requests.
    void open(const QString& run, const QString& checkpoint);
    void close();
    void run(int index);  // runs the detector; replaces a request that has not started

Q_SIGNALS:
    void opened(const isonet::widgets::DetectorInfo& info);
    void openFailed(const QString& text);
    void imageReady(int index, const isonet::widgets::PredictionImage& image);
    void imageFailed(int index, const QString& text);
    void progress(const QString& what);  // empty: idle

private:
    struct Opened;

    std::shared_ptr<Opened> opened_;  // used by the worker thread
    JobThread jobs_;
};

}  // namespace isonet::workbench
