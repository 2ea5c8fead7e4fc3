// Loads thumbnails of image files for a list on a worker thread.
//
// Threads: GUI thread only; signals are emitted there.
#pragma once

#include <QImage>
#include <QObject>
#include <QSize>
#include <QStringList>

#include "app/workbench/jobs/JobThread.h"

namespace isonet::workbench {

class ThumbnailLoader : public QObject {
    Q_OBJECT
public:
    explicit ThumbnailLoader(const QSize& size, QObject* parent = nullptr);

    void setFiles(const QStringList& files);   // a different list drops all requests
    void request(const QVector<int>& images);  // indices into the files; replaces requests that have not started

Q_SIGNALS:
    void ready(int image, const QImage& thumbnail);  // null if the file cannot be read

private:
    const QSize size_;
    QStringList files_;
    JobThread jobs_;
};

}  // namespace isonet::workbench
