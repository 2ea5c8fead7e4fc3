#include "widgets/runs/ParallelPlot.h"

#include <algorithm>
#include <cmath>

#include "widgets/plot/PlotTickers.h"
#include "widgets/runs/CurveDistance.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype mostNames = 16;  // labeled on one axis
constexpr qsizetype longestAxisName = 18;

}  // namespace

void ParallelPlot::build() {
    graphs_.clear();
    runs_.clear();
    marks_.clear();
    rect_ = addRelationRect();
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    titles_.reset(new NameTicker(x));
    y->setVisible(false);
    x->grid()->setVisible(false);
    y->grid()->setVisible(false);
    canvas()->follow(x, [this] { return QCPRange(-0.3, std::max(1.0, double(figure().axes.size())) - 0.55); });
    canvas()->follow(y, [] { return QCPRange(-0.06, 1.06); });
}

void ParallelPlot::applyScale() {
    rect_->axis(QCPAxis::atBottom)->setTicker(titles_);
}

bool ParallelPlot::isDrawn(int run) const {
    int values = 0;
    for (const int index : figure().axes)
        values += std::isfinite(figure().runs.axes[index].partOf(run)) ? 1 : 0;
    return values >= 2 && !isHidden(run);
}

QCPItemText* ParallelPlot::addText(double x, double y, const QString& text) {
    auto* item = new QCPItemText(canvas());
    item->setClipAxisRect(rect_);
    item->position->setAxisRect(rect_);
    item->position->setAxes(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
    item->position->setCoords(x, y);
    item->setPositionAlignment(Qt::AlignRight | Qt::AlignVCenter);
    item->setPadding(QMargins(2, 0, 4, 0));
    item->setFont(smallFont());
    item->setColor(colors().text);
    QColor behind = colors().background;  // lines pass behind the numbers
    behind.setAlphaF(0.8);
    item->setBrush(behind);
    item->setText(text.size() <= longestAxisName ? text : text.left(longestAxisName - 1) + QChar(0x2026));
    marks_.append(item);
    return item;
}

void ParallelPlot::addAxisMarks(int index) {
    const auto& values = axis(index);
    auto* line = new QCPItemLine(canvas());
    line->setClipAxisRect(rect_);
    for (auto* end : {line->start, line->end}) {
        end->setAxisRect(rect_);
        end->setAxes(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
    }
    line->start->setCoords(index, 0);
    line->end->setCoords(index, 1);
    line->setPen(QPen(colors().axis, 1));
    marks_.append(line);
    if (!values.isCategorical) {
        for (const double part : {0.0, 0.5, 1.0})
            addText(index, part, values.textAt(part));
        return;
    }
    const qsizetype count = values.names.size(), every = (count + mostNames - 1) / mostNames;
    for (qsizetype name = 0; name < count; name += every)
        addText(index, (double(name) - values.low) / (values.high - values.low), values.names[name]);
}

void ParallelPlot::redraw(const RunData&) {
    for (auto* graph : std::as_const(graphs_))
        canvas()->removeGraph(graph);
    for (auto* mark : std::as_const(marks_))
        canvas()->removeItem(mark);
    graphs_.clear();
    runs_.clear();
    marks_.clear();
    showColors();
    QStringList titles;
    for (int index = 0; index < figure().axes.size(); ++index)
        titles.append(axis(index).title.section(QLatin1Char('.'), -1) + axis(index).suffix);
    titles_->setNames(titles);
    for (const bool selected : {false, true})  // selected ones on top
        for (int run = 0; run < figure().runs.paths.size(); ++run) {
            if (!isDrawn(run) || isSelected(run) != selected)
                continue;
            auto* graph = canvas()->addGraph(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
            QVector<double> places, parts;
            for (int index = 0; index < figure().axes.size(); ++index)
                places.append(index), parts.append(axis(index).partOf(run));
            graph->setData(places, parts, true);
            graph->setPen(QPen(colorOf(run), selected ? 3.5 : 1.5));
            graphs_.append(graph);
            runs_.append(run);
        }
    for (int index = 0; index < figure().axes.size(); ++index)
        addAxisMarks(index);
}

int ParallelPlot::runAt(const QPointF& position, double reach) const {
    int nearest = -1;
    double distance = HUGE_VAL;
    for (qsizetype i = 0; i < graphs_.size(); ++i)
        if (const double away = curveDistance(*graphs_[i], position, reach); away < distance)
            distance = away, nearest = runs_[i];
    return nearest;
}

}  // namespace isonet::widgets
