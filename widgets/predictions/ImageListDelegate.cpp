#include "widgets/predictions/ImageListDelegate.h"

#include <QPainter>

#include "widgets/common/Theme.h"
#include "widgets/predictions/ImageList.h"

namespace isonet::widgets {
namespace {

constexpr int thumbnailMargin = 6, thumbnailGap = 8;

int thumbnailHeightFor(const QStyleOptionViewItem& option) {
    return 2 * option.fontMetrics.height() + 4;
}

void paintThumbnail(QPainter& painter, const QRect& place, const QVariant& decoration) {
    const auto thumbnail = decoration.value<QImage>();
    if (thumbnail.isNull()) {
        painter.fillRect(place, themeColors().alternate);
        painter.setPen(themeColors().border);
        painter.drawRect(place.adjusted(0, 0, -1, -1));
        if (decoration.isValid())  // the image is unreadable
            painter.drawLine(place.topLeft(), place.bottomRight());
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(place, thumbnail);
}

}  // namespace

QSize ImageListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {160, thumbnailHeightFor(option) + thumbnailMargin};
}

void ImageListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const int height = thumbnailHeightFor(option);
    const QRect place(option.rect.left() + thumbnailMargin, option.rect.top() + thumbnailMargin / 2,
                      height * ImageList::thumbnailWidth / ImageList::thumbnailHeight, height);
    paintThumbnail(*painter, place, index.data(Qt::DecorationRole));

    const QString name = index.data(Qt::DisplayRole).toString();
    const auto colon = name.indexOf(QLatin1String(": "));
    const QRect area(QPoint(place.right() + thumbnailGap, place.top()),
                     QPoint(option.rect.right() - thumbnailMargin, place.bottom()));
    const auto drawLine = [&](const QString& text, Qt::Alignment vertical, const QColor& color) {
        painter->setPen(selected ? option.palette.color(QPalette::HighlightedText) : color);
        painter->drawText(area, Qt::AlignLeft | vertical,
                          option.fontMetrics.elidedText(text, Qt::ElideMiddle, area.width()));
    };
    drawLine(name.left(colon), colon < 0 ? Qt::AlignVCenter : Qt::AlignTop, option.palette.color(QPalette::Text));
    if (colon >= 0)
        drawLine(name.mid(colon + 2), Qt::AlignBottom, themeColors().secondaryText);
    painter->restore();
}

}  // namespace isonet::widgets
