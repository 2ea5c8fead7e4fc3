// Small pictures of image files for a list, read on a thread of its own.
//
// Lives on the GUI thread; its signals come there. No torch header.
#pragma once

#include <QImage>
#include <QObject>
#include <QSize>
#include <QStringList>

#include "app/workbench/JobThread.h"

namespace isonet::workbench {

class ThumbnailLab : public QObject {
    Q_OBJECT
public:
    explicit ThumbnailLab(const QSize& size, QObject* parent = nullptr);

    void setFiles(const QStringList& files);  // where they are others, what was asked for before is dropped
    void want(const QVector<int>& images);    // places in the files, in place of those that are not begun

Q_SIGNALS:
    void ready(int image, const QImage& picture);  // null: the file cannot be read

private:
    const QSize size_;
    QStringList files_;
    JobThread jobs_;
};

}  // namespace isonet::workbench
