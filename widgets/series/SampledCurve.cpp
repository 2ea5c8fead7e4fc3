#include "widgets/series/SampledCurve.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr qsizetype block = 32;

}  // namespace

void SampledCurve::widen(Extremes& all, qsizetype i) const {
    const QPointF point(x_[i], y_[i]);
    if (std::isfinite(point.y()))
        widen(all, {int(i), int(i), -1, point, point});
    else
        widen(all, {-1, -1, int(i), {}, {}});
}

void SampledCurve::widen(Extremes& all, const Extremes& later) {
    if (all.gap < 0)
        all.gap = later.gap;
    if (later.low < 0)
        return;
    if (all.low < 0 || later.lowest.y() < all.lowest.y()) {
        all.low = later.low;
        all.lowest = later.lowest;
    }
    if (all.high < 0 || later.highest.y() >= all.highest.y()) {
        all.high = later.high;
        all.highest = later.highest;
    }
}

void SampledCurve::setPoints(const QVector<double>& x, const QVector<double>& y) {
    if (x.size() == x_.size() && x.constData() == x_.constData() && y.constData() == y_.constData() &&
        y.size() == y_.size() && !x.isEmpty())
        return;
    drawn_ = {};
    // Full blocks stay valid while a run grows.
    const bool grown = x.size() >= x_.size() && !x_.isEmpty() && std::equal(x_.begin(), x_.end(), x.begin()) &&
                       std::equal(y_.begin(), y_.end(), y.begin());
    const qsizetype keep = grown ? x_.size() / block : 0;
    x_ = x;
    y_ = y;
    blocks_.resize(keep);
    for (qsizetype begin = keep * block; begin < x_.size(); begin += block) {
        Extremes extremes;
        for (qsizetype i = begin; i < std::min(begin + block, x_.size()); ++i)
            widen(extremes, i);
        blocks_.append(extremes);
    }
    // Blocks without a gap have no such points.
    nonFinite_.clear();
    for (qsizetype whole = 0; whole < blocks_.size(); ++whole)
        for (qsizetype i = blocks_[whole].gap; i >= 0 && i < std::min((whole + 1) * block, x_.size()); ++i)
            if (!std::isfinite(y_[i]))
                nonFinite_.append({x_[i], y_[i]});
}

SampledCurve::Extremes SampledCurve::extremesOf(qsizetype begin, qsizetype end) const {
    Extremes all;
    qsizetype i = begin;
    for (; i < end && i % block != 0; ++i)
        widen(all, i);
    for (; i + block <= end; i += block)
        widen(all, blocks_[i / block]);
    for (; i < end; ++i)
        widen(all, i);
    return all;
}

QVector<QCPGraphData> SampledCurve::sample(const QCPRange& visible, int pixels, bool logX, bool logY) const {
    QVector<QCPGraphData> points;
    const auto addAt = [&](double x, double y) {
        const double value = !std::isfinite(y) || (logY && !(y > 0)) ? std::nan("") : y;
        if (points.isEmpty() || points.last().key <= x)
            points.append(QCPGraphData(x, value));
    };
    const auto add = [&](qsizetype i) { addAt(x_[i], y_[i]); };
    const qsizetype start = logX ? std::upper_bound(x_.begin(), x_.end(), 0.0) - x_.begin() : 0;
    const qsizetype size = x_.size();
    if (start >= size)
        return points;
    // One more point on each side, so that lines leave the view at the right height.
    qsizetype begin = std::lower_bound(x_.begin() + start, x_.end(), visible.lower) - x_.begin();
    qsizetype end = std::upper_bound(x_.begin() + start, x_.end(), visible.upper) - x_.begin();
    begin = std::max(begin - 1, start);
    end = std::min(end + 1, size);
    const qsizetype buckets = std::max(pixels, 50);
    points.reserve(std::min<qsizetype>(end - begin, 3 * buckets) + 4);
    if (begin > start)
        add(start);
    if (end - begin <= 4 * buckets) {
        for (qsizetype i = begin; i < end; ++i)
            add(i);
    } else {
        add(begin);
        // Use whole blocks if a bucket contains some: their extremes are cached.
        const bool whole = (end - begin) / buckets >= 2 * block;
        const auto edge = [&](qsizetype bucket) {
            const qsizetype at = begin + 1 + (end - begin - 2) * bucket / buckets;
            return whole && bucket > 0 && bucket < buckets ? at / block * block : at;
        };
        for (qsizetype bucket = 0; bucket < buckets; ++bucket) {
            const qsizetype from = edge(bucket), to = edge(bucket + 1);
            const auto extremes = extremesOf(from, to);
            if (extremes.gap >= 0 || extremes.low < 0 || extremes.low == extremes.high) {
                std::array<int, 3> order{extremes.low, extremes.high, extremes.gap};
                std::ranges::sort(order);
                int before = -1;
                for (const int index : order)
                    if (index >= 0 && index != before)
                        add(before = index);
                continue;
            }
            // Both are within one pixel: draw the one nearer to the previous value first, so that each pixel column is
            // painted once instead of on the way up and again on the way down. That is most of the cost.
            const QPointF &low = extremes.lowest, &high = extremes.highest;
            const double last = points.isEmpty() ? std::nan("") : points.last().value;
            const bool up = !(last > (low.y() + high.y()) / 2);
            const auto [first, second] = std::minmax({low.x(), high.x()});
            addAt(first, up ? low.y() : high.y());
            addAt(second, up ? high.y() : low.y());
        }
        add(end - 1);
    }
    if (end < size)
        add(size - 1);
    return points;
}

void SampledCurve::draw(QCPGraph* graph) const {
    auto* axis = graph->keyAxis();
    const View view{graph, axis->range(), axis->axisRect()->width(), axis->scaleType() == QCPAxis::stLogarithmic,
                    graph->valueAxis()->scaleType() == QCPAxis::stLogarithmic};
    if (view == drawn_)
        return;
    drawn_ = view;
    const auto points = sample(view.range, view.pixels, view.logX, view.logY);
    graph->setAntialiased(points.size() <= view.pixels);
    graph->setAdaptiveSampling(false);  // QCustomPlot would reduce them again, and undo the order of painting
    graph->data()->set(points, true);
}

}  // namespace isonet::widgets
