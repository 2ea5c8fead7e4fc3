#include "widgets/plot/LayerMap.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/plot/PlotTickers.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype mostColumns = 600;

}  // namespace

QCPAxisRect* LayerMap::build(PlotCanvas* canvas) {
    canvas_ = canvas;
    rect_ = canvas->addAxisRect(0, 0);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    y->setRangeReversed(true);
    y->grid()->setVisible(false);
    x->grid()->setVisible(false);
    names_.reset(new NameTicker(y));
    y->setTicker(names_);
    map_ = new QCPColorMap(x, y);
    map_->setInterpolate(false);
    map_->setTightBoundary(false);
    scale_ = new QCPColorScale(canvas);
    scale_->setType(QCPAxis::atRight);
    scale_->setBarWidth(12);
    scale_->setRangeDrag(false);
    scale_->setRangeZoom(false);
    canvas->plotLayout()->addElement(0, 1, scale_);
    scale_->axis()->setNumberFormat("gbc");
    scale_->axis()->setNumberPrecision(4);
    map_->setColorScale(scale_);
    auto* group = new QCPMarginGroup(canvas);
    for (QCPLayoutElement* element : {static_cast<QCPLayoutElement*>(rect_), static_cast<QCPLayoutElement*>(scale_)})
        element->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    stages_.place(canvas, rect_);
    canvas->follow(x, [this] {
        const auto* cells = map_->data();
        const double half = cells->keySize() > 1 ? cells->keyRange().size() / (cells->keySize() - 1) / 2 : 1;
        return QCPRange(cells->keyRange().lower - half, cells->keyRange().upper + half);
    });
    canvas->follow(y, [this] { return QCPRange(-0.5, std::max<double>(1, static_cast<double>(rowCount_)) - 0.5); });
    return rect_;
}

void LayerMap::setLogarithmic(bool on) {
    logarithmic_ = on;
    scale_->setDataScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    auto* axis = scale_->axis();
    axis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new LogTicker(axis))
                       : QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
}

void LayerMap::redraw(const QVector<Row>& rows, const PlotColors& colors, const QFont& font, const QString& label) {
    rowCount_ = static_cast<int>(rows.size());
    QStringList names;
    double first = HUGE_VAL, last = -HUGE_VAL;
    qsizetype columns = 1;
    for (const auto& row : rows) {
        const auto& steps = row.x;
        names.append(row.name);
        first = std::min(first, steps.first());
        last = std::max(last, steps.last());
        columns = std::max(columns, std::min(steps.size(), mostColumns));
    }
    names_->setNames(names);
    stages_.update(names, colors.background);
    canvas_->setLimits(rect_->axis(QCPAxis::atLeft), QCPRange(-0.5, std::max<double>(1, rows.size()) - 0.5));
    auto* cells = map_->data();
    if (rows.isEmpty()) {
        cells->clear();
        return;
    }
    if (!(last > first)) {
        // A color map needs two columns and two rows: a single step or layer is drawn twice.
        first -= 0.25;
        last += 0.25;
    }
    columns = std::max<qsizetype>(columns, 2);
    const bool single = rows.size() == 1;
    cells->setSize(static_cast<int>(columns), single ? 2 : static_cast<int>(rows.size()));
    cells->setRange({first, last}, single ? QCPRange(-0.25, 0.25) : QCPRange(0, rows.size() - 1.0));
    const double width = (last - first) / static_cast<double>(columns - 1);
    std::vector<double> positive;
    for (int row = 0; row < rows.size(); ++row) {
        const auto& series = *rows[row].series;
        qsizetype i = 0;
        double held = std::numeric_limits<double>::quiet_NaN();
        for (int column = 0; column < columns; ++column) {
            // The largest value in the column; without one the last value is repeated.
            const double end = first + (column + 0.5) * width;
            double cell = std::numeric_limits<double>::quiet_NaN();
            for (; i < series.values.size() && rows[row].x[i] <= end; ++i) {
                held = series.values[i] * rows[row].scale;
                cell = std::isnan(cell) ? held : std::max(cell, held);
            }
            cell = std::isnan(cell) ? held : cell;
            cells->setCell(column, row, cell);
            if (single)
                cells->setCell(column, 1, cell);
            if (std::isfinite(cell) && cell > 0)
                positive.push_back(cell);
        }
    }
    showRange(positive);
    map_->setGradient(colors.gradient());
    auto* axis = scale_->axis();
    axis->setLabel(label);
    axis->setTickLabelFont(font);
    axis->setLabelFont(font);
    axis->setTickLabelColor(colors.text);
    axis->setLabelColor(colors.text);
    axis->setBasePen(QPen(colors.axis));
    axis->setTickPen(QPen(colors.axis));
    axis->setSubTickPen(QPen(colors.axis));
}

void LayerMap::showRange(std::vector<double>& positive) {
    // From the 3rd percentile, at most four decades: the first steps of a delta initialization are 0 up to rounding
    // and must not dominate the color range.
    double top = 1e-6, bottom = 0;
    if (!positive.empty()) {
        const auto low = positive.begin() + static_cast<std::ptrdiff_t>(positive.size() * 3 / 100);
        std::nth_element(positive.begin(), low, positive.end());
        bottom = *low / 1.5;
        top = std::max(top, *std::max_element(low, positive.end()));
    }
    bottom = std::max(std::min(bottom, top / 3), top * mostDecades);
    map_->setDataRange(logarithmic_ ? QCPRange(bottom, top) : QCPRange(0, top));
    auto* cells = map_->data();
    for (int column = 0; logarithmic_ && column < cells->keySize(); ++column)
        for (int row = 0; row < cells->valueSize(); ++row)
            if (cells->cell(column, row) < bottom)
                cells->setCell(column, row, bottom);
}

}  // namespace isonet::widgets
