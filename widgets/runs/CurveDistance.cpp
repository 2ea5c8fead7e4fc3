#include "widgets/runs/CurveDistance.h"

#include <algorithm>
#include <cmath>

namespace isonet::widgets {

double lineDistance(const QPointF& point, const QPointF& from, const QPointF& to) {
    const QPointF along = to - from;
    const double length = QPointF::dotProduct(along, along);
    const double part = length > 0 ? std::clamp(QPointF::dotProduct(point - from, along) / length, 0.0, 1.0) : 0.0;
    const QPointF away = point - (from + part * along);
    return std::hypot(away.x(), away.y());
}

double curveDistance(const QCPGraph& graph, const QPointF& position, double reach) {
    const auto points = graph.data();
    if (points->isEmpty())
        return HUGE_VAL;
    const auto* x = graph.keyAxis();
    const auto* y = graph.valueAxis();
    const auto place = [&](const QCPGraphData& point) {
        return QPointF(x->coordToPixel(point.key), y->coordToPixel(point.value));
    };
    double nearest = HUGE_VAL;
    const auto end = points->findEnd(x->pixelToCoord(position.x() + reach));
    auto point = points->findBegin(x->pixelToCoord(position.x() - reach));
    if (point == end)
        return nearest;
    QPointF last = place(*point);
    for (; point != end; ++point) {
        const QPointF here = place(*point);
        if (const double away = lineDistance(position, last, here); away < nearest)
            nearest = away;
        last = here;
    }
    return nearest <= reach ? nearest : HUGE_VAL;
}

}  // namespace isonet::widgets
