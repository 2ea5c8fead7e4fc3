// Reads every image of a dataset on a worker thread, reports what it found, and then loads thumbnails of the findings.
//
// Threads: GUI thread only; signals are emitted there. No torch header.
#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <memory>

#include "app/workbench/jobs/JobThread.h"
#include "training/config/RunConfig.h"
#include "widgets/data/CheckInfo.h"

namespace isonet::workbench {

class DatasetChecker : public QObject {
    Q_OBJECT
public:
    explicit DatasetChecker(QObject* parent = nullptr);
    ~DatasetChecker() override;  // stops and waits for the running job

    void check(const config::DataConfig& data);  // replaces a running check
    void stop();                                 // then stopped() follows, unless the check is over
    // Writes the names of the images to leave out to a file (training/data/images/ImageNames.h).
    void writeList(const QString& file);

Q_SIGNALS:
    void progress(std::int64_t done, std::int64_t all);
    void finished(const isonet::widgets::CheckInfo& info);
    void thumbnailReady(int finding, const QImage& thumbnail);
    void stopped();
    void failed(const QString& text);
    void listWritten(const QString& file);

private:
    struct Checked;

    std::shared_ptr<Checked> checked_;  // used by the worker thread
    JobThread jobs_;
};

}  // namespace isonet::workbench
