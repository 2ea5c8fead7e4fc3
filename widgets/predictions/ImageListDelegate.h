// Draws an image of the list: thumbnail on the left, id and file name next to it.
#pragma once

#include <QStyledItemDelegate>

namespace isonet::widgets {

class ImageListDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace isonet::widgets
