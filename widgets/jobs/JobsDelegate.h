// Draws the phase of a job as a chip and its progress as a bar. GUI thread only.
#pragma once

#include <QStyledItemDelegate>

namespace isonet::widgets {

class JobsDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace isonet::widgets
