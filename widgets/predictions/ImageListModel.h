// List model of images with a cache of thumbnails. GUI thread only.
#pragma once

#include <QAbstractListModel>
#include <QCache>
#include <QImage>
#include <QStringList>

namespace isonet::widgets {

class ImageListModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    const QStringList& names() const { return names_; }
    void setNames(const QStringList& names);  // clears the thumbnails
    bool hasThumbnail(int image) const { return thumbnails_.contains(image); }
    void setThumbnail(int image, const QImage& thumbnail);  // null: not available

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    static constexpr qsizetype cacheBytes = 24 << 20;  // about 900 thumbnails

    QStringList names_;
    QCache<int, QImage> thumbnails_{cacheBytes};
};

}  // namespace isonet::widgets
