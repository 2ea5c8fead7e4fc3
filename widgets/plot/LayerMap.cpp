#include "widgets/plot/LayerMap.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/common/FlowLegend.h"
#include "widgets/common/Format.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype mostColumns = 600;

}  // namespace

QCPAxisRect* LayerMap::build(PlotCanvas* canvas) {
    canvas_ = canvas;
    legend_ = new FlowLegend(canvas);
    canvas->plotLayout()->addElement(0, 0, legend_);
    rect_ = canvas->addAxisRect(1, 0);
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
    canvas->plotLayout()->addElement(1, 1, scale_);
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
        states_.clear();
        showLegend(colors, font);
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
    columns_ = columns;
    first_ = first;
    width_ = (last - first) / static_cast<double>(columns - 1);
    std::vector<double> positive;
    fill(rows, positive);
    showLegend(colors, font);
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

void LayerMap::fill(const QVector<Row>& rows, std::vector<double>& positive) {
    const auto at = [&](qsizetype row, qsizetype column) { return std::size_t(row * columns_ + column); };
    const auto count = std::size_t(rows.size() * columns_);
    states_.assign(count, NotMeasured);
    std::vector<double> values(count, 0.0);
    std::vector<char> any(std::size_t(columns_), 0);  // whether some layer was measured in the column
    for (qsizetype row = 0; row < rows.size(); ++row) {
        const auto& series = *rows[row].series;
        for (qsizetype i = 0; i < series.values.size(); ++i) {
            const auto column = std::clamp<qsizetype>(qRound64((rows[row].x[i] - first_) / width_), 0, columns_ - 1);
            auto& state = states_[at(row, column)];
            auto& value = values[at(row, column)];
            const double here = series.values[i] * rows[row].scale;
            if (!std::isfinite(here))
                state = NotFinite;
            else if (state == NotMeasured)
                state = Measured, value = here;
            else
                value = std::max(value, here);
            any[std::size_t(column)] = 1;
        }
    }
    const auto copy = [&](qsizetype row, qsizetype from, qsizetype to) {
        states_[at(row, to)] = states_[at(row, from)];
        values[at(row, to)] = values[at(row, from)];
    };
    auto* cells = map_->data();
    cells->clearAlpha();
    for (qsizetype row = 0; row < rows.size(); ++row)
        for (qsizetype column = 0; column < columns_; ++column) {
            if (!any[std::size_t(column)])
                copy(row, column > 0 ? column - 1 : 1, column);  // only a single step leaves the first column empty
            const auto state = states_[at(row, column)];
            const double value = values[at(row, column)];
            const double cell = state == NotFinite ? std::numeric_limits<double>::quiet_NaN() : value;
            for (const int line : {int(row), cells->valueSize() - 1}) {  // a single row is drawn twice
                if (line != row && rows.size() > 1)
                    continue;
                cells->setCell(int(column), line, cell);
                if (state == NotMeasured)
                    cells->setAlpha(int(column), line, 0);
            }
            if (state == Measured && value > 0)
                positive.push_back(value);
        }
}

bool LayerMap::isMeasured(qsizetype row, double x) const {
    const auto column = std::clamp<qsizetype>(qRound64((x - first_) / width_), 0, std::max<qsizetype>(columns_ - 1, 0));
    const auto at = std::size_t(row * columns_ + column);
    return at < states_.size() && states_[at] != NotMeasured;
}

void LayerMap::showLegend(const PlotColors& colors, const QFont& font) {
    const auto has = [this](Cell state) { return std::ranges::find(states_, state) != states_.end(); };
    const QColor hatching = mixed(colors.background, colors.text, 0.4);
    QVector<LegendEntry> entries;
    if (has(NotMeasured))
        entries.append({notMeasuredText(), QPen(hatching), true, true, Qt::BDiagPattern});
    if (has(NotFinite))
        entries.append({notFiniteText(), QPen(colors.nonFinite()), true});
    rect_->setBackground(has(NotMeasured) ? QBrush(hatching, Qt::BDiagPattern) : QBrush(Qt::NoBrush));
    legend_->setEntries(entries);
    legend_->setStyle(font, colors.text);
}

void LayerMap::showRange(std::vector<double>& positive) {
    // From the 3rd percentile, at most four decades: the first steps of a delta initialization are 0 up to rounding
    // and must not dominate the color range.
    double top = 1e-6, bottom = 0;
    if (!positive.empty()) {
        const double limit = sensibleLimit(positive);
        std::erase_if(positive, [limit](double value) { return value > limit; });
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
