// Draws a run in two lines: name and state; network, best result and time. Private to RunList.
#pragma once

#include <QStyledItemDelegate>

namespace isonet::widgets {

class RunListDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace isonet::widgets
