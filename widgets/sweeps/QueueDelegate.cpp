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

// "12.50" and a badge: measured, but below what counts as converged.
void paintNotConverged(QPainter* painter, QStyleOptionViewItem cell, const QString& measured) {
    const QString badge = std::exchange(cell.text, {}).mid(measured.size() + 1);
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const QFontMetrics metrics(cell.font);
    const bool selected = cell.state & QStyle::State_Selected;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(cell.font);
    QRect plate = cell.rect.adjusted(0, 3, -cellMargin, -3);
    plate.setLeft(plate.right() - metrics.horizontalAdvance(badge) - 2 * cellMargin);
    const QColor color = selected ? cell.palette.highlightedText().color() : themeColors().error;
    painter->setPen(color);
    painter->drawRoundedRect(QRectF(plate).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter->drawText(plate, Qt::AlignCenter, badge);
    painter->setPen(selected ? color : cell.palette.text().color());
    painter->drawText(cell.rect.adjusted(cellMargin, 0, plate.left() - cell.rect.right() - cellMargin, 0),
                      Qt::AlignRight | Qt::AlignVCenter, measured);
    painter->restore();
}

}  // namespace

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
    const auto shownState = index.data(QueueModel::PausedRole).toBool() ? RunState::Paused : runStateOf(state);
    const bool chip = index.column() == QueueModel::State && state != RowState::Waiting;
    const double progress = index.data(QueueModel::ProgressRole).toDouble();
    const bool bar = index.column() == QueueModel::Progress && progress >= 0;
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    const bool isOutcome = index.column() == index.model()->columnCount() - 1;  // needs space next to numbers
    const QString measured = index.data(QueueModel::MeasuredRole).toString();
    if (!measured.isEmpty()) {
        paintNotConverged(painter, background, measured);
        return;
    }
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
        at.setWidth(stateChipWidth(shownState, option.font));
        if (selected) {  // the chip text is not readable on the selection color
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(themeColors().base);
            const QRect plate = at.adjusted(0, 3, 0, -3);
            painter->drawRoundedRect(plate, plate.height() / 2.0, plate.height() / 2.0);
            painter->restore();
        }
        paintStateChip(painter, at, shownState, option.font);
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
    painter->setBrush(stateColor(shownState));
    if (done.width() > 0)
        painter->drawRoundedRect(done, barHeight / 2.0, barHeight / 2.0);
    painter->setPen(selected ? option.palette.highlightedText().color() : c.secondaryText);
    painter->setFont(option.font);
    painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
    painter->restore();
}

}  // namespace isonet::widgets
