#include "widgets/ImageList.h"

#include <QAbstractListModel>
#include <QCache>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTimer>
#include <algorithm>

#include "widgets/Theme.h"

namespace isonet::widgets {

class ImageListModel : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;

    const QStringList& names() const { return names_; }
    void setNames(const QStringList& names) {
        beginResetModel();
        names_ = names;
        thumbnails_.clear();
        endResetModel();
    }

    bool knows(int image) const { return thumbnails_.contains(image); }
    void setThumbnail(int image, const QImage& picture) {
        thumbnails_.insert(image, new QImage(picture), std::max<qsizetype>(1, picture.sizeInBytes()));
        Q_EMIT dataChanged(index(image), index(image), {Qt::DecorationRole});
    }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(names_.size()); }
    QVariant data(const QModelIndex& index, int role) const override {
        if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
            return names_.value(index.row());
        const QImage* picture = role == Qt::DecorationRole ? thumbnails_.object(index.row()) : nullptr;
        return picture ? QVariant(*picture) : QVariant();
    }

private:
    static constexpr qsizetype keptBytes = 24 << 20;  // some 900 pictures

    QStringList names_;
    QCache<int, QImage> thumbnails_{keptBytes};
};

namespace {

constexpr int pictureMargin = 6, beside = 8, pauseMs = 40;

// The picture at the left, cut to its place; id and file beside it.
class ImageDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {160, pictureHeight(option) + pictureMargin};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        const bool chosen = option.state & QStyle::State_Selected;
        option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
        const int height = pictureHeight(option);
        const QRect place(option.rect.left() + pictureMargin, option.rect.top() + pictureMargin / 2,
                          height * ImageList::thumbnailWidth / ImageList::thumbnailHeight, height);
        paintPicture(*painter, place, index.data(Qt::DecorationRole));

        const QString name = index.data(Qt::DisplayRole).toString();
        const auto colon = name.indexOf(QLatin1String(": "));
        const QRect text(QPoint(place.right() + beside, place.top()),
                         QPoint(option.rect.right() - pictureMargin, place.bottom()));
        const auto line = [&](const QString& words, Qt::Alignment vertical, const QColor& colour) {
            painter->setPen(chosen ? option.palette.color(QPalette::HighlightedText) : colour);
            painter->drawText(text, Qt::AlignLeft | vertical,
                              option.fontMetrics.elidedText(words, Qt::ElideMiddle, text.width()));
        };
        line(name.left(colon), colon < 0 ? Qt::AlignVCenter : Qt::AlignTop, option.palette.color(QPalette::Text));
        if (colon >= 0)
            line(name.mid(colon + 2), Qt::AlignBottom, themeColors().secondaryText);
        painter->restore();
    }

private:
    static int pictureHeight(const QStyleOptionViewItem& option) { return 2 * option.fontMetrics.height() + 4; }

    static void paintPicture(QPainter& painter, const QRect& place, const QVariant& found) {
        const auto picture = found.value<QImage>();
        if (picture.isNull()) {
            painter.fillRect(place, themeColors().alternate);
            painter.setPen(themeColors().border);
            painter.drawRect(place.adjusted(0, 0, -1, -1));
            if (found.isValid())  // it cannot be read; the picture's own place says why
                painter.drawLine(place.topLeft(), place.bottomRight());
            return;
        }
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(place, picture);
    }
};

}  // namespace

ImageList::ImageList(QWidget* parent)
    : QListView(parent),
      images_(new ImageListModel(this)),
      found_(new QSortFilterProxyModel(this)),
      still_(new QTimer(this)) {
    found_->setSourceModel(images_);
    found_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setModel(found_);
    setItemDelegate(new ImageDelegate(this));
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    still_->setSingleShot(true);
    still_->setInterval(pauseMs);
    connect(still_, &QTimer::timeout, this, &ImageList::askForSeen);
}

void ImageList::setImages(const QStringList& names) {
    if (names == images_->names())
        return;
    wanted_.clear();
    choosing_ = true;
    images_->setNames(names);
    choosing_ = false;
}

void ImageList::setFilter(const QString& words) {
    found_->setFilterFixedString(words);
    scrollTo(currentIndex());
}

void ImageList::choose(int image) {
    const QModelIndex row = found_->mapFromSource(images_->index(image));
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
        Q_EMIT imageChosen(found_->mapToSource(current).row());
}

// Whatever brings other rows into sight draws them.
void ImageList::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    still_->start();
}

void ImageList::askForSeen() {
    if (!isVisible() || found_->rowCount() == 0)
        return;
    const QRect seen = viewport()->rect();
    const QModelIndex last = indexAt(seen.bottomLeft());
    const int end = last.isValid() ? last.row() : found_->rowCount() - 1;
    QVector<int> missing;
    bool anew = false;
    for (int row = std::max(0, indexAt(seen.topLeft()).row()); row <= end; ++row) {
        const int image = found_->mapToSource(found_->index(row, 0)).row();
        if (images_->knows(image))
            continue;
        missing.append(image);
        anew = anew || !wanted_.contains(image);
    }
    if (!anew)
        return;
    wanted_ = QSet<int>(missing.begin(), missing.end());
    Q_EMIT thumbnailsWanted(missing);
}

}  // namespace isonet::widgets
