#include "widgets/runs/RunListDelegate.h"

#include <QCoreApplication>
#include <QPainter>

#include "widgets/common/RowBackground.h"
#include "widgets/common/StateChip.h"
#include "widgets/common/Theme.h"
#include "widgets/runs/RunListModel.h"

namespace isonet::widgets {

namespace {
constexpr int runMargin = 10, lineGap = 3;
}

QSize RunListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {200, 2 * option.fontMetrics.height() + lineGap + 2 * 8};
}

void RunListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const ThemeColors& c = themeColors();
    painter->save();
    paintRowBackground(painter, option);
    painter->setPen(QPen(c.border, 1));
    painter->drawLine(option.rect.bottomLeft() + QPoint(runMargin, 0),
                      option.rect.bottomRight() - QPoint(runMargin, 0));

    const QRect inner = option.rect.adjusted(runMargin, 8, -runMargin, -8);
    const int height = option.fontMetrics.height();
    const QRect first(inner.left(), inner.top(), inner.width(), height);
    const QRect second(inner.left(), inner.top() + height + lineGap, inner.width(), height);

    const auto state = static_cast<telemetry::RunState>(index.data(RunListModel::StateRole).toInt());
    const int chip = paintStateChip(painter, first, state, option.font);
    QFont bold = option.font;
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(c.text);
    painter->drawText(first.adjusted(0, 0, -chip - 8, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetrics(bold).elidedText(index.data(RunListModel::NameRole).toString(), Qt::ElideMiddle,
                                                    first.width() - chip - 8));
    painter->setFont(option.font);
    painter->setPen(c.secondaryText);
    const QString when = index.data(RunListModel::WhenRole).toString();
    painter->drawText(second, Qt::AlignVCenter | Qt::AlignRight, when);
    QString left = index.data(RunListModel::NetworkRole).toString();
    const QString best = index.data(RunListModel::BestRole).toString();
    if (!best.isEmpty())
        left += QStringLiteral("  ·  ") + QCoreApplication::translate("RunListDelegate", "best %1").arg(best);
    const int available = second.width() - option.fontMetrics.horizontalAdvance(when) - 8;
    painter->drawText(second, Qt::AlignVCenter | Qt::AlignLeft,
                      option.fontMetrics.elidedText(left, Qt::ElideRight, available));
    painter->restore();
}

}  // namespace isonet::widgets
