#include "widgets/plot/LabelPlace.h"

#include <algorithm>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr qsizetype mostPieces = 1000;  // of a curve

// Whether the line from `a` to `b` may touch the box: the part of it between the left and the right side does.
bool touches(const QRectF& box, QPointF a, QPointF b) {
    if (a.x() > b.x())
        std::swap(a, b);
    if (b.x() < box.left() || a.x() > box.right())
        return false;
    const double width = b.x() - a.x();
    const auto heightAt = [&](double x) { return width > 0 ? a.y() + (b.y() - a.y()) * (x - a.x()) / width : a.y(); };
    const double first = heightAt(std::max(a.x(), box.left()));
    const double last = width > 0 ? heightAt(std::min(b.x(), box.right())) : b.y();
    return std::max(first, last) >= box.top() && std::min(first, last) <= box.bottom();
}

int coveredBy(const QCPGraph& graph, const QRectF& box) {
    const auto* x = graph.keyAxis();
    const auto* y = graph.valueAxis();
    const auto data = graph.data();
    const double left = x->pixelToCoord(box.left()), right = x->pixelToCoord(box.right());
    auto at = data->findBegin(std::min(left, right));
    const auto end = data->findEnd(std::max(left, right));
    const qsizetype stride = std::max<qsizetype>(1, (end - at) / mostPieces);
    const auto pixel = [&](const QCPGraphData& each) {
        return QPointF(x->coordToPixel(each.key), y->coordToPixel(each.value));
    };
    int covered = 0;
    for (auto next = at; at < end; at = next) {
        next = end - at > stride ? at + stride : end;
        const auto& to = next == end ? *at : *next;
        if (std::isfinite(at->value) && std::isfinite(to.value) && touches(box, pixel(*at), pixel(to)))
            ++covered;
    }
    return covered;
}

}  // namespace

int coveredPieces(const QCPAxisRect& rect, const QRectF& box) {
    int covered = 0;
    if (rect.width() <= 0 || rect.height() <= 0)  // not laid out yet
        return 0;
    for (const auto* graph : rect.graphs())
        if (graph->visible() && !graph->data()->isEmpty())
            covered += coveredBy(*graph, box);
    return covered;
}

bool coversText(const QCPAxisRect& rect, const QRectF& box, const QCPItemText& own) {
    const auto* plot = rect.parentPlot();
    for (int i = 0; i < plot->itemCount(); ++i) {
        const auto* text = qobject_cast<const QCPItemText*>(plot->item(i));
        if (text && text != &own && text->visible() && !text->text().isEmpty() && text->clipAxisRect() == &rect &&
            box.intersects(QRectF(text->topLeft->pixelPosition(), text->bottomRight->pixelPosition()).normalized()))
            return true;
    }
    return false;
}

}  // namespace isonet::widgets
