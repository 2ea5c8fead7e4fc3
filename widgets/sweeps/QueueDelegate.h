// Draws the rows of a queue: state as a chip, progress as a bar.
#pragma once

#include <QStyledItemDelegate>

#include "training/sweeps/Queue.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::widgets {

// Run state to draw for a row; not for waiting rows.
telemetry::RunState runStateOf(sweeps::RowState state);

class QueueDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace isonet::widgets
