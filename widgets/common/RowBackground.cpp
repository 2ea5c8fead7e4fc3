#include "widgets/common/RowBackground.h"

#include <QPainter>

#include "widgets/common/Theme.h"

namespace isonet::widgets {
namespace {

constexpr int accentBarWidth = 3;

}  // namespace

void paintRowBackground(QPainter* painter, const QStyleOptionViewItem& option) {
    const ThemeColors& c = themeColors();
    const bool selected = option.state & QStyle::State_Selected;
    if (!selected && !(option.state & QStyle::State_MouseOver))
        return;
    QColor fill = selected ? c.accent : c.text;
    fill.setAlphaF(selected ? (isDarkTheme() ? 0.30F : 0.15F) : 0.05F);
    painter->fillRect(option.rect, fill);
    if (selected)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(accentBarWidth, option.rect.height())), c.accent);
}

}  // namespace isonet::widgets
