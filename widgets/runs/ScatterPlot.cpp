#include "widgets/runs/ScatterPlot.h"

#include <cmath>
#include <map>
#include <tuple>

#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {
namespace {

constexpr double dotSize = 8, selectedDotSize = 13;
constexpr double namesApart = 0.3;  // share of the distance between names in which points stand
constexpr double goldenRatio = 0.618033988749895;

}  // namespace

void ScatterPlot::build() {
    graphs_.clear();
    rect_ = addRelationRect();
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    canvas()->follow(x, [this, x] { return fitted(0, x); });
    canvas()->follow(y, [this, y] { return fitted(1, y); });
}

QCPRange ScatterPlot::fitted(int index, const QCPAxis* axis) const {
    if (figure().axes.size() < 2)
        return {0, 1};
    const auto& values = this->axis(index);
    if (values.isCategorical)
        return {-0.6, double(values.names.size()) - 0.4};
    return PlotCanvas::padded({values.low, values.high}, axis->scaleType() == QCPAxis::stLogarithmic, 0.06);
}

QList<QCPAxis*> ScatterPlot::logAxes() const {
    QList<QCPAxis*> axes;
    if (rect_ && figure().axes.size() == 2) {
        if (axis(0).isWide)
            axes.append(rect_->axis(QCPAxis::atBottom));
        if (axis(1).isWide)
            axes.append(rect_->axis(QCPAxis::atLeft));
    }
    return axes;
}

bool ScatterPlot::offersLogScale() const {
    return figure().axes.size() == 2 && (axis(0).isWide || axis(1).isWide);
}

void ScatterPlot::setTicker(QCPAxis* axis, const RelationAxis& values) {
    const bool logarithmic = isLogScale() && values.isWide;
    canvas()->setLogarithmic(axis, logarithmic);
    if (values.isCategorical) {
        QSharedPointer<NameTicker> names(new NameTicker(axis));
        names->setNames(values.names);
        axis->setTicker(names);
    } else {
        axis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new LogTicker(axis))
                                    : QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
    }
}

void ScatterPlot::applyScale() {
    if (figure().axes.size() < 2)
        return;
    setTicker(rect_->axis(QCPAxis::atBottom), axis(0));
    setTicker(rect_->axis(QCPAxis::atLeft), axis(1));
}

bool ScatterPlot::isDrawn(int run) const {
    return figure().axes.size() == 2 && std::isfinite(axis(0).values.value(run, std::nan(""))) &&
           std::isfinite(axis(1).values.value(run, std::nan(""))) && !isHidden(run);
}

QPointF ScatterPlot::placeOf(int run) const {
    double unused = 0;
    const double apart = namesApart * (std::modf(run * goldenRatio, &unused) - 0.5);
    const double x = axis(0).values[run], y = axis(1).values[run];
    return {axis(0).isCategorical ? x + apart : x, axis(1).isCategorical ? y + apart : y};
}

void ScatterPlot::redraw(const RunData&) {
    for (auto* graph : std::as_const(graphs_))
        canvas()->removeGraph(graph);
    graphs_.clear();
    showColors();
    applyScale();
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    x->setLabel(axis(0).label());
    y->setLabel(axis(1).label());
    std::map<std::tuple<bool, QRgb>, QVector<int>> looks;  // selected ones are drawn last
    for (int run = 0; run < figure().runs.paths.size(); ++run)
        if (isDrawn(run))
            looks[{isSelected(run), colorOf(run).rgba()}].append(run);
    for (const auto& [look, runs] : looks) {
        const auto& [selected, rgb] = look;
        const QColor color = QColor::fromRgba(rgb);
        auto* graph = canvas()->addGraph(x, y);
        QVector<double> keys, values;
        for (const int run : runs) {
            const QPointF place = placeOf(run);
            keys.append(place.x()), values.append(place.y());
        }
        graph->setData(keys, values);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc,
                                               QPen(selected ? colors().text : color, selected ? 2 : 1), color,
                                               selected ? selectedDotSize : dotSize));
        graph->setPen(QPen(color, 1));
        graphs_.append(graph);
    }
}

int ScatterPlot::runAt(const QPointF& position, double reach) const {
    int nearest = -1;
    double distance = reach;
    for (int run = 0; run < figure().runs.paths.size(); ++run) {
        if (!isDrawn(run))
            continue;
        const QPointF place = placeOf(run);
        const double away = std::hypot(rect_->axis(QCPAxis::atBottom)->coordToPixel(place.x()) - position.x(),
                                       rect_->axis(QCPAxis::atLeft)->coordToPixel(place.y()) - position.y());
        if (away < distance)
            distance = away, nearest = run;
    }
    return nearest;
}

}  // namespace isonet::widgets
