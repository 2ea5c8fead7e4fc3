#include "widgets/sweeps/QueueDelegate.h"

#include <QApplication>
#include <QPainter>
#include <utility>

#include "widgets/common/StateChip.h"
#include "widgets/common/Theme.h"
#include "widgets/sweeps/QueueModel.h"

namespace isonet::widgets {

using sweeps::RowState;
using telemetry::RunState;

namespace {
constexpr int cellMargin = 4, barHeight = 6, percentWidth = 44;
}

RunState runStateOf(RowState state) {
    switch (state) {
        case RowState::Running:
            return RunState::Running;
        case RowState::Finished:
            return RunState::Finished;
        case RowState::Diverged:
            return RunState::Diverged;
        case RowState::Failed:
            return RunState::Failed;
        default:
            return RunState::Interrupted;
    }
}

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto state = static_cast<RowState>(index.data(QueueModel::StateRole).toInt());
    const bool chip = index.column() == QueueModel::State && state != RowState::Waiting;
    const double progress = index.data(QueueModel::ProgressRole).toDouble();
    const bool bar = index.column() == QueueModel::Progress && progress >= 0;
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    const bool isOutcome = index.column() == index.model()->columnCount() - 1;  // needs space next to numbers
    if (!chip && !bar && !isOutcome) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    const QString text = std::exchange(background.text, {});
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &background, painter, background.widget);
    const bool selected = option.state & QStyle::State_Selected;
    if (isOutcome) {
        const auto group = selected ? QPalette::HighlightedText : QPalette::Text;
        QApplication::style()->drawItemText(
            painter, option.rect.adjusted(4 * cellMargin, 0, -cellMargin, 0), int(Qt::AlignLeft | Qt::AlignVCenter),
            background.palette, true,
            option.fontMetrics.elidedText(text, Qt::ElideRight, option.rect.width() - 5 * cellMargin), group);
        return;
    }
    const QRect inner = option.rect.adjusted(cellMargin, 0, -cellMargin, 0);
    if (chip) {
        QRect at = inner;
        at.setWidth(stateChipWidth(runStateOf(state), option.font));
        if (selected) {  // the chip text is not readable on the selection color
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(themeColors().base);
            const QRect plate = at.adjusted(0, 3, 0, -3);
            painter->drawRoundedRect(plate, plate.height() / 2.0, plate.height() / 2.0);
            painter->restore();
        }
        paintStateChip(painter, at, runStateOf(state), option.font);
        return;
    }
    const ThemeColors& c = themeColors();
    const QRect whole(inner.left(), inner.center().y() - barHeight / 2 + 1, inner.width() - percentWidth, barHeight);
    QRect done = whole;
    done.setWidth(int(whole.width() * progress));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(c.border);
    painter->drawRoundedRect(whole, barHeight / 2.0, barHeight / 2.0);
    painter->setBrush(stateColor(runStateOf(state)));
    if (done.width() > 0)
        painter->drawRoundedRect(done, barHeight / 2.0, barHeight / 2.0);
    painter->setPen(selected ? option.palette.highlightedText().color() : c.secondaryText);
    painter->setFont(option.font);
    painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
    painter->restore();
}

}  // namespace isonet::widgets
