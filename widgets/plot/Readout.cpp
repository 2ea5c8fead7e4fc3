#include "widgets/plot/Readout.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStringList>
#include <algorithm>
#include <cmath>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

constexpr int boxMargin = 8, swatch = 10, swatchGap = 6, columnGap = 16, rowsPerColumn = 12;

QFont strongFont(QFont font) {
    font.setBold(true);
    return font;
}

}  // namespace

QString ReadoutText::plain() const {
    QStringList all{title};
    for (const auto& line : lines)
        all.append(line.value.isEmpty() ? line.name : line.name + ": " + line.value);
    if (!note.isEmpty())
        all.append(note);
    return all.join('\n');
}

void ReadoutText::keepAround(qsizetype index, qsizetype most) {
    if (lines.size() <= most)
        return;
    const qsizetype begin = std::clamp<qsizetype>(index - most / 2, 0, lines.size() - most);
    note = Readout::tr("and %1 more").arg(lines.size() - most);
    lines = lines.mid(begin, most);
}

ReadoutText ReadoutText::sorted() const {
    ReadoutText text = *this;
    const auto isKnown = [](const ReadoutLine& line) { return line.number && !std::isnan(*line.number); };
    std::stable_sort(text.lines.begin(), text.lines.end(), [&](const ReadoutLine& a, const ReadoutLine& b) {
        return isKnown(a) && (!isKnown(b) || *a.number > *b.number);
    });
    return text;
}

Readout::Readout(QWidget* window) : QWidget(window) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void Readout::measure() {
    const QFontMetrics metrics(font()), strong(strongFont(font()));
    lineHeight_ = metrics.height() + 1;
    const int count = static_cast<int>(text_.lines.size());
    columns_ = std::clamp((count + rowsPerColumn - 1) / rowsPerColumn, 1, 3);
    rows_ = (count + columns_ - 1) / columns_;
    nameWidth_ = valueWidth_ = 0;
    bool anySwatch = false;
    for (const auto& line : text_.lines) {
        nameWidth_ = std::max(nameWidth_, (line.strong ? strong : metrics).horizontalAdvance(line.name));
        valueWidth_ = std::max(valueWidth_, (line.strong ? strong : metrics).horizontalAdvance(line.value));
        anySwatch |= line.color.isValid();
    }
    nameWidth_ += anySwatch ? swatch + swatchGap : 0;
    int width = columns_ * (nameWidth_ + columnGap + valueWidth_) + (columns_ - 1) * columnGap;
    width = std::max({width, strong.horizontalAdvance(text_.title), metrics.horizontalAdvance(text_.note)});
    const int extra = text_.note.isEmpty() ? 1 : 2;
    resize(width + 2 * boxMargin, (rows_ + extra) * lineHeight_ + 2 * boxMargin - 4);
}

void Readout::present(const ReadoutText& text, const QPoint& pointer) {
    text_ = text;
    measure();
    const QRect room = parentWidget()->rect();
    QPoint place(pointer.x() + 16, pointer.y() + 12);
    if (place.x() + width() > room.right())
        place.setX(pointer.x() - width() - 12);
    if (place.y() + height() > room.bottom())
        place.setY(room.bottom() - height() - 2);
    place.setX(std::max(place.x(), room.left() + 2));
    place.setY(std::max(place.y(), room.top() + 2));
    move(place);
    raise();
    show();
    update();
}

void Readout::paintEvent(QPaintEvent*) {
    const auto colors = PlotColors::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(mixed(colors.background, colors.text, 0.35), 1));
    QColor fill = colors.dark ? colors.background.lighter(125) : colors.background;
    fill.setAlpha(245);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);

    int y = boxMargin - 2;
    painter.setPen(colors.text);
    painter.setFont(strongFont(font()));
    painter.drawText(QRect(boxMargin, y, width() - 2 * boxMargin, lineHeight_), Qt::AlignLeft | Qt::AlignVCenter,
                     text_.title);
    y += lineHeight_;
    const int columnWidth = nameWidth_ + columnGap + valueWidth_ + columnGap;
    for (int i = 0; i < text_.lines.size(); ++i) {
        const auto& line = text_.lines[i];
        const int x = boxMargin + i / rows_ * columnWidth;
        const QRect row(x, y + i % rows_ * lineHeight_, columnWidth - columnGap, lineHeight_);
        int indent = 0;
        if (line.color.isValid()) {
            painter.fillRect(QRect(row.left(), row.center().y() - 4, swatch, 9), line.color);
            indent = swatch + swatchGap;
        }
        painter.setFont(line.strong ? strongFont(font()) : font());
        painter.setPen(line.strong ? colors.text : colors.faint);
        painter.drawText(row.adjusted(indent, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, line.name);
        painter.setPen(colors.text);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, line.value);
    }
    if (!text_.note.isEmpty()) {
        painter.setFont(font());
        painter.setPen(colors.faint);
        painter.drawText(QRect(boxMargin, y + rows_ * lineHeight_, width() - 2 * boxMargin, lineHeight_),
                         Qt::AlignLeft | Qt::AlignVCenter, text_.note);
    }
}

}  // namespace isonet::widgets
