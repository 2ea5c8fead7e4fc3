#include "widgets/design/DiagramLegend.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <functional>

#include "widgets/common/Format.h"
#include "widgets/design/DiagramBox.h"
#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

constexpr double scaleWidth = 150, swatchWidth = 24, legendGap = 6, entryGap = 22;

// An entry: its sample, then its text.
struct LegendSample {
    double width = 0;
    QString before, after;
    std::function<void(QPainter*, const QRectF&)> paint;
};

void paintScale(QPainter* painter, const QRectF& rect) {
    // Steps, not a gradient: vector formats and their readers agree on rectangles.
    constexpr int steps = 50;
    painter->setPen(Qt::NoPen);
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (int i = 0; i < steps; ++i) {
        const double left = rect.left() + rect.width() * i / steps;
        painter->fillRect(QRectF(left, rect.top(), rect.width() / steps + 0.5, rect.height()),
                          DiagramLegend::colorOf(std::pow(10.0, (i + 0.5) / steps), {1, 10}));
    }
    painter->setRenderHint(QPainter::Antialiasing);
}

}  // namespace

QColor DiagramLegend::colorOf(double value, const DeviationHistory::Range& range) {
    static QCPColorGradient gradient = PlotColors::print().gradient();  // used by the GUI thread only
    const double shown = std::clamp(value, range.low, range.high);
    return QColor::fromRgb(gradient.color(shown, QCPRange(range.low, range.high), true));
}

QSizeF DiagramLegend::paint(QPainter* painter, const Content& content, const DiagramStyle& style, double width) {
    QVector<LegendSample> samples;
    if (content.scale)
        samples.append({scaleWidth, content.scaleTitle + QStringLiteral("  ") + formatMeasured(content.scale->low),
                        formatMeasured(content.scale->high), paintScale});
    if (content.notMeasured)
        samples.append({swatchWidth, {}, tr("not measured"), [&style](QPainter* p, const QRectF& rect) {
                            paintHatched(p, rect, style);
                            p->setPen(QPen(style.frame, 1));
                            p->setBrush(Qt::NoBrush);
                            p->drawRect(rect);
                        }});
    if (content.ownSettings)
        samples.append({swatchWidth, {}, tr("has its own settings"), [&style](QPainter* p, const QRectF& rect) {
                            p->setPen(QPen(style.frame, 1));
                            p->setBrush(style.ground);
                            p->drawRoundedRect(rect, 3, 3);
                            p->setPen(Qt::NoPen);
                            p->setBrush(style.accent);
                            p->drawPolygon(QPolygonF(
                                {rect.topLeft(), rect.topLeft() + QPointF(10, 0), rect.topLeft() + QPointF(0, 10)}));
                        }});
    const QFontMetricsF metrics(style.font);
    const double height = style.smallHeight;
    double x = 0, y = 0, right = 0;
    for (const auto& sample : samples) {
        const double before = sample.before.isEmpty() ? 0 : metrics.horizontalAdvance(sample.before) + legendGap;
        const double text = before + legendGap + metrics.horizontalAdvance(sample.after);
        const double drawn = std::min(sample.width, std::max(width - text, swatchWidth));  // shorter if it must be
        const double whole = text + drawn;
        if (x > 0 && x + whole > width) {
            x = 0;
            y += height + legendGap;
        }
        if (painter) {
            painter->setFont(style.font);
            painter->setPen(style.text);
            painter->drawText(QRectF(x, y, before, height), Qt::AlignLeft | Qt::AlignVCenter, sample.before);
            sample.paint(painter, QRectF(x + before, y + 4, drawn, height - 8));
            painter->setPen(style.text);
            painter->drawText(QRectF(x + before + drawn + legendGap, y, whole, height),
                              Qt::AlignLeft | Qt::AlignVCenter, sample.after);
        }
        x += whole + entryGap;
        right = std::max(right, x - entryGap);
    }
    return {std::ceil(right), samples.isEmpty() ? 0 : y + height};
}

DiagramLegendItem::DiagramLegendItem(const DiagramStyle& style, const DiagramLegend::Content& content, double width)
    : style_(style), content_(content), width_(width), size_(DiagramLegend::paint(nullptr, content, style, width)) {}

void DiagramLegendItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    painter->setRenderHint(QPainter::Antialiasing);
    DiagramLegend::paint(painter, content_, style_, width_);
}

}  // namespace isonet::widgets
