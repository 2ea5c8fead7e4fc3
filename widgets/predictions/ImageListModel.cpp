#include "widgets/predictions/ImageListModel.h"

#include <algorithm>

namespace isonet::widgets {

void ImageListModel::setNames(const QStringList& names) {
    beginResetModel();
    names_ = names;
    thumbnails_.clear();
    endResetModel();
}

void ImageListModel::setThumbnail(int image, const QImage& thumbnail) {
    thumbnails_.insert(image, new QImage(thumbnail), std::max<qsizetype>(1, thumbnail.sizeInBytes()));
    Q_EMIT dataChanged(index(image), index(image), {Qt::DecorationRole});
}

int ImageListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(names_.size());
}

QVariant ImageListModel::data(const QModelIndex& index, int role) const {
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return index.isValid() ? QVariant(names_.value(index.row())) : QVariant();
    const QImage* thumbnail = role == Qt::DecorationRole ? thumbnails_.object(index.row()) : nullptr;
    return thumbnail ? QVariant(*thumbnail) : QVariant();
}

}  // namespace isonet::widgets
