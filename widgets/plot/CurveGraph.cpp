#include "widgets/plot/CurveGraph.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr double dotRadius = 2.5, markRadius = 3.5;  // pixels
constexpr double beyond = 1000;                      // pixels outside the view from which lines are cut
constexpr double cutMargin = 50;                     // pixels outside the view that a cut line keeps

QPointF crossing(const QPointF& from, const QPointF& to, double y) {
    return {from.x() + (to.x() - from.x()) * ((y - from.y()) / (to.y() - from.y())), y};
}

}  // namespace

QVector<QPointF> cutLine(const QVector<QPointF>& line, double low, double high) {
    const auto inside = [&](const QPointF& point) { return !(point.y() < low || point.y() > high); };
    if (std::all_of(line.begin(), line.end(), inside))
        return line;
    const QPointF gap(0, std::nan(""));
    QVector<QPointF> parts;
    for (qsizetype i = 1; i < line.size(); ++i) {
        QPointF from = line[i - 1], to = line[i];
        const bool apart = std::isnan(from.y()) || std::isnan(to.y()) || std::max(from.y(), to.y()) < low ||
                           std::min(from.y(), to.y()) > high;
        if (apart) {
            if (!parts.isEmpty() && !std::isnan(parts.last().y()))
                parts.append(gap);
            continue;
        }
        const QPointF first = from;
        if (!inside(from))
            from = crossing(first, to, std::clamp(from.y(), low, high));
        if (!inside(to))
            to = crossing(first, to, std::clamp(to.y(), low, high));
        if (parts.isEmpty() || parts.last() != from) {
            if (!parts.isEmpty() && !std::isnan(parts.last().y()))
                parts.append(gap);
            parts.append(from);
        }
        parts.append(to);
    }
    return parts;
}

QVector<QCPGraphData> CurveGraph::lonePoints() const {
    QVector<QCPGraphData> lone;
    const auto range = keyAxis()->range();
    const auto first = data()->constBegin(), last = data()->constEnd(), end = data()->findEnd(range.upper, false);
    for (auto i = data()->findBegin(range.lower, false); i != end; ++i)
        if (std::isfinite(i->value) && (i == first || std::isnan((i - 1)->value)) &&
            (i + 1 == last || std::isnan((i + 1)->value)))
            lone.append(*i);
    return lone;
}

void CurveGraph::draw(QCPPainter* painter) {
    QCPGraph::draw(painter);
    if (mPen.style() == Qt::NoPen)
        return;
    applyScattersAntialiasingHint(painter);
    if (mLineStyle == lsLine && mScatterStyle.isNone()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(mPen.color());
        for (const auto& point : lonePoints())
            painter->drawEllipse(coordsToPixels(point.key, point.value), dotRadius, dotRadius);
    }
    drawMarks(painter);
}

void CurveGraph::drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const {
    const QRect view = clipRect();
    const bool far = std::any_of(lines.begin(), lines.end(), [&](const QPointF& point) {
        return point.y() < view.top() - beyond || point.y() > view.bottom() + beyond;
    });
    const auto near = far ? cutLine(lines, view.top() - cutMargin, view.bottom() + cutMargin) : lines;
    if (isThin(*painter))
        drawThin(*painter, near);
    else
        QCPGraph::drawLinePlot(painter, near);
}

// A line of one pixel of the device without antialiasing; Qt draws wider ones faster one by one.
bool CurveGraph::isThin(const QCPPainter& painter) const {
    return !antialiased() && mPen.style() == Qt::SolidLine && mPen.widthF() * painter.deviceTransform().m11() <= 1 &&
           !painter.modes().testFlag(QCPPainter::pmVectorized);
}

// In one call for each part between gaps; QCustomPlot takes one for each pair of points.
void CurveGraph::drawThin(QCPPainter& painter, const QVector<QPointF>& line) const {
    applyDefaultAntialiasingHint(&painter);
    painter.setPen(mPen);
    painter.setBrush(Qt::NoBrush);
    const auto isGap = [](const QPointF& point) { return std::isnan(point.y()) || std::isnan(point.x()); };
    for (auto begin = line.begin(); begin != line.end();) {
        const auto end = std::find_if(begin, line.end(), isGap);
        painter.drawPolyline(&*begin, int(end - begin));
        begin = std::find_if_not(end, line.end(), isGap);
    }
}

void CurveGraph::drawMarks(QCPPainter* painter) const {
    const QRect view = clipRect();
    QColor color = mPen.color();
    color.setAlpha(255);
    painter->setPen(QPen(color, 2));
    painter->setBrush(color);
    // Marks that would overlap are one: the number of marks is limited by the width of the plot.
    std::array<double, 3> last{-1e9, -1e9, -1e9};
    const bool level = keyAxis()->orientation() == Qt::Horizontal;
    const auto range = keyAxis()->range();
    auto point = std::lower_bound(nonFinite_.begin(), nonFinite_.end(), range.lower,
                                  [](const NonFinitePoint& each, double x) { return each.x < x; });
    for (; point != nonFinite_.end() && point->x <= range.upper; ++point) {
        const double key = keyAxis()->coordToPixel(point->x), r = markRadius;
        const std::size_t kind = std::isnan(point->value) ? 0 : point->value > 0 ? 1 : 2;
        if (std::abs(key - last[kind]) < 2 * r)
            continue;
        last[kind] = key;
        // From the edge of the small values (of the large ones for +infinity) into the view.
        const double edge = level ? (kind == 1 ? view.top() : view.bottom()) : (kind == 1 ? view.right() : view.left());
        const double inward = level == (kind == 1) ? 1 : -1;
        const auto corner = [&](double along, double deep) {
            const double across = edge + inward * deep;
            return level ? QPointF(key + along, across) : QPointF(across, key + along);
        };
        if (kind == 0) {
            painter->drawLine(corner(-r, r), corner(r, 3 * r));
            painter->drawLine(corner(-r, 3 * r), corner(r, r));
        } else {
            painter->drawPolygon(QPolygonF({corner(0, r), corner(-r, 3 * r), corner(r, 3 * r)}));
        }
    }
}

}  // namespace isonet::widgets
