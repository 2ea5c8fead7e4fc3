// Draws a queue's rows: the state as a chip, the progress as a bar.
#pragma once

#include <QStyledItemDelegate>

#include "training/experiments/Queue.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::widgets {

// As what a run in this state is drawn; not for one that waits.
telemetry::RunState runStateOf(experiments::RowState state);

class QueueDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace isonet::widgets
