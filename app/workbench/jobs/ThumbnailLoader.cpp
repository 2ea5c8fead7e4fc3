#include "app/workbench/jobs/ThumbnailLoader.h"

#include "app/workbench/jobs/StoredImage.h"
#include "training/data/images/ImageDecoder.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

ThumbnailLoader::ThumbnailLoader(const QSize& size, QObject* parent)
    : QObject(parent), size_(size), jobs_([](const QString&) {}, [] {}) {}

void ThumbnailLoader::setFiles(const QStringList& files) {
    if (files == files_)
        return;
    files_ = files;
    jobs_.reset();
}

void ThumbnailLoader::request(const QVector<int>& images) {
    QVector<std::pair<int, QString>> requests;
    for (const int image : images)
        if (const QString file = files_.value(image); !file.isEmpty())
            requests.append({image, file});
    jobs_.submit(QStringLiteral("thumbnails"), [this, requests](std::stop_token stop) {
        for (const auto& [image, file] : requests) {
            if (stop.stop_requested())
                return;
            QImage thumbnail;
            try {
                thumbnail = loadThumbnail(widgets::pathBytes(file), size_);
            } catch (const training::ImageError&) {
                // The list shows a placeholder; the page reports the error when the image is selected.
            }
            jobs_.post([this, image = image, thumbnail] { Q_EMIT ready(image, thumbnail); });
        }
    });
}

}  // namespace isonet::workbench
