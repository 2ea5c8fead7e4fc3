#include "widgets/predictions/ImageList.h"

#include <QSortFilterProxyModel>
#include <QTimer>
#include <algorithm>

#include "widgets/predictions/ImageListDelegate.h"
#include "widgets/predictions/ImageListModel.h"

namespace isonet::widgets {

namespace {

constexpr int requestDelayMs = 40;

}  // namespace

ImageList::ImageList(QWidget* parent)
    : QListView(parent),
      images_(new ImageListModel(this)),
      filtered_(new QSortFilterProxyModel(this)),
      requestTimer_(new QTimer(this)) {
    filtered_->setSourceModel(images_);
    filtered_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setModel(filtered_);
    setItemDelegate(new ImageListDelegate(this));
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    requestTimer_->setSingleShot(true);
    requestTimer_->setInterval(requestDelayMs);
    connect(requestTimer_, &QTimer::timeout, this, &ImageList::requestVisible);
}

void ImageList::setImages(const QStringList& names) {
    if (names == images_->names())
        return;
    requested_.clear();
    choosing_ = true;
    images_->setNames(names);
    choosing_ = false;
}

void ImageList::setFilter(const QString& text) {
    filtered_->setFilterFixedString(text);
    scrollTo(currentIndex());
}

void ImageList::choose(int image) {
    const QModelIndex row = filtered_->mapFromSource(images_->index(image));
    choosing_ = true;
    if (row.isValid() && row != currentIndex())
        setCurrentIndex(row);
    choosing_ = false;
    scrollTo(row);
}

void ImageList::setThumbnail(int image, const QImage& picture) {
    if (image >= 0 && image < images_->rowCount())
        images_->setThumbnail(image, picture);
}

void ImageList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    if (current.isValid() && !choosing_)
        Q_EMIT imageChosen(filtered_->mapToSource(current).row());
}

// Every change of the visible rows repaints.
void ImageList::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    requestTimer_->start();
}

void ImageList::requestVisible() {
    if (!isVisible() || filtered_->rowCount() == 0)
        return;
    const QRect visible = viewport()->rect();
    const QModelIndex last = indexAt(visible.bottomLeft());
    const int end = last.isValid() ? last.row() : filtered_->rowCount() - 1;
    QVector<int> missing;
    bool isNew = false;
    for (int row = std::max(0, indexAt(visible.topLeft()).row()); row <= end; ++row) {
        const int image = filtered_->mapToSource(filtered_->index(row, 0)).row();
        if (images_->hasThumbnail(image))
            continue;
        missing.append(image);
        isNew = isNew || !requested_.contains(image);
    }
    if (!isNew)
        return;
    requested_ = QSet<int>(missing.begin(), missing.end());
    Q_EMIT thumbnailsRequested(missing);
}

}  // namespace isonet::widgets
