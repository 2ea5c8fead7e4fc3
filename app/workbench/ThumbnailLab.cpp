#include "app/workbench/ThumbnailLab.h"

#include "app/workbench/StoredPicture.h"
#include "training/data/ImageDecoder.h"

namespace isonet::workbench {

ThumbnailLab::ThumbnailLab(const QSize& size, QObject* parent)
    : QObject(parent),
      size_(size),
      jobs_(
          this, [](const QString&) {}, [] {}) {}

void ThumbnailLab::setFiles(const QStringList& files) {
    if (files == files_)
        return;
    files_ = files;
    jobs_.startAnew();
}

void ThumbnailLab::want(const QVector<int>& images) {
    QVector<std::pair<int, QString>> all;
    for (const int image : images)
        if (const QString file = files_.value(image); !file.isEmpty())
            all.append({image, file});
    jobs_.ask(QStringLiteral("thumbnails"), [this, all](std::stop_token stop) {
        for (const auto& [image, file] : all) {
            if (stop.stop_requested())
                return;
            QImage picture;
            try {
                picture = thumbnailOf(file.toStdString(), size_);
            } catch (const training::ImageError&) {
                // The list shows that there is none; the page says why when the image is chosen.
            }
            jobs_.tell([this, image = image, picture] { Q_EMIT ready(image, picture); });
        }
    });
}

}  // namespace isonet::workbench
