#include "widgets/plot/HeatMap.h"

#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/CellNameTicker.h"

namespace isonet::widgets {

namespace {
constexpr double levelWithin = 1e-6;  // relative to the largest value: float32 rounding
}

HeatMap::HeatMap(const QString& objectName, const QString& title, const QString& explanation, Scale scale,
                 QWidget* parent)
    : FigureFrame(objectName, title, tr("About this image"), explanation, parent), scale_(scale) {
    rect_ = canvas()->addAxisRect(0, 0);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    for (auto* axis : {x, y}) {
        axis->grid()->setVisible(false);
        axis->setTicker(QSharedPointer<QCPAxisTicker>(new CellTicker(axis, {})));
    }
    y->setRangeReversed(true);
    map_ = new QCPColorMap(x, y);
    map_->setInterpolate(false);
    map_->setTightBoundary(false);
    bar_ = new QCPColorScale(canvas());
    bar_->setType(QCPAxis::atRight);
    bar_->setBarWidth(10);
    bar_->setRangeDrag(false);
    bar_->setRangeZoom(false);
    canvas()->plotLayout()->addElement(0, 1, bar_);
    bar_->axis()->setNumberFormat("gbc");
    bar_->axis()->setNumberPrecision(5);
    map_->setColorScale(bar_);
    auto* group = new QCPMarginGroup(canvas());
    rect_->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    bar_->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    // A color bar asks for the margins that it has: without this those of the group would never shrink.
    connect(canvas(), &QCustomPlot::beforeReplot, this, [this] {
        bar_->setMargins({bar_->margins().left(), 0, bar_->margins().right(), 0});
    });
    for (auto** frame : {&halo_, &mark_}) {
        *frame = new QCPItemRect(canvas());
        (*frame)->setClipAxisRect(rect_);
        for (auto* position : {(*frame)->topLeft, (*frame)->bottomRight}) {
            position->setAxisRect(rect_);
            position->setAxes(x, y);
            position->setType(QCPItemPosition::ptPlotCoords);
        }
        (*frame)->setVisible(false);
    }
    canvas()->follow(x, [this] { return QCPRange(-0.5, std::max(columns_, 1) - 0.5); });
    canvas()->follow(y, [this] { return QCPRange(-0.5, std::max(rows_, 1) - 0.5); });

    connect(canvas(), &PlotCanvas::hovered, this, [this](const QPointF& position) { showStatus(reading(position)); });
    connect(canvas(), &PlotCanvas::clicked, this, [this](const QPointF& position) {
        if (const auto at = cellAt(position))
            Q_EMIT clicked(at->y(), at->x());
    });
    restyle(PlotColors::of(palette()));
}

std::optional<QPoint> HeatMap::cellAt(const QPointF& position) const {
    if (!rect_->rect().contains(position.toPoint()))
        return std::nullopt;
    const QPoint at(qRound(rect_->axis(QCPAxis::atBottom)->pixelToCoord(position.x())),
                    qRound(rect_->axis(QCPAxis::atLeft)->pixelToCoord(position.y())));
    return at.x() >= 0 && at.x() < columns_ && at.y() >= 0 && at.y() < rows_ ? std::optional(at) : std::nullopt;
}

QString HeatMap::reading(const QPointF& position) const {
    const auto at = cellAt(position);
    if (!at)
        return {};
    const float value = cell(at->y(), at->x());
    return describe_ ? describe_(at->y(), at->x(), value)
                     : tr("row %1, column %2: %3").arg(at->y()).arg(at->x()).arg(valueText(double(value)));
}

void HeatMap::setCells(int rows, int columns, const QVector<float>& values,
                       std::function<QString(int, int, float)> describe) {
    const bool same = rows == rows_ && columns == columns_;
    rows_ = rows;
    columns_ = columns;
    values_ = values;
    describe_ = std::move(describe);
    auto* data = map_->data();
    // A color map needs two rows and two columns: a single one is drawn twice.
    const int height = std::max(rows, 2), width = std::max(columns, 2);
    data->setSize(width, height);
    data->setRange(columns > 1 ? QCPRange(0, columns - 1.0) : QCPRange(-0.25, 0.25),
                   rows > 1 ? QCPRange(0, rows - 1.0) : QCPRange(-0.25, 0.25));
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (int row = 0; row < height; ++row)
        for (int column = 0; column < width; ++column) {
            const double value = double(cell(std::min(row, rows - 1), std::min(column, columns - 1)));
            data->setCell(column, row, std::isfinite(value) ? value : std::nan(""));
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    if (!(low <= high))
        low = 0, high = 1;
    cellRange_ = QCPRange(low, high);
    showRange();
    showCanvas();
    setTiles(tileRows_, tileColumns_);
    if (!same)
        canvas()->resetView();
    canvas()->fitFollowing();
    canvas()->replot(QCustomPlot::rpQueuedRefresh);
}

void HeatMap::setAxes(const QString& x, const CellUnits& columns, const QString& y, const CellUnits& rows) {
    auto *bottom = rect_->axis(QCPAxis::atBottom), *left = rect_->axis(QCPAxis::atLeft);
    canvas()->setPlottingHint(QCP::phCacheLabels, true);
    bottom->setTickLabelRotation(0);
    bottom->setLabel(x);
    bottom->setTicker(QSharedPointer<QCPAxisTicker>(new CellTicker(bottom, columns)));
    left->setLabel(y);
    left->setTicker(QSharedPointer<QCPAxisTicker>(new CellTicker(left, rows)));
}

void HeatMap::setNames(const QStringList& columns, const QStringList& rows) {
    auto *bottom = rect_->axis(QCPAxis::atBottom), *left = rect_->axis(QCPAxis::atLeft);
    canvas()->setPlottingHint(QCP::phCacheLabels, false);  // margins would be those of labels before they are rotated
    bottom->setTicker(QSharedPointer<QCPAxisTicker>(new CellNameTicker(bottom, columns)));
    left->setTicker(QSharedPointer<QCPAxisTicker>(new CellNameTicker(left, rows)));
}

void HeatMap::lockRange(std::optional<QCPRange> range) {
    if (range == locked_)
        return;
    locked_ = range;
    showRange();
    canvas()->replot(QCustomPlot::rpQueuedRefresh);
}

QCPRange HeatMap::colorRange() const {
    return map_->dataRange();
}

void HeatMap::showRange() {
    const auto [low, high] = locked_.value_or(cellRange_);
    const double most = std::max(std::abs(low), std::abs(high));
    const bool nothing = isRounding(most), level = nothing || high - low <= levelWithin * most;
    if (level) {
        auto single = QSharedPointer<QCPAxisTickerText>::create();
        single->addTick(nothing ? 0 : low, formatIsometry(low));
        bar_->axis()->setTicker(single);
    } else {
        bar_->axis()->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(bar_->axis())));
    }
    if (scale_ == Scale::Diverging)
        map_->setDataRange(nothing ? QCPRange(-1, 1) : QCPRange(-most, most));
    else if (level)
        map_->setDataRange(nothing ? QCPRange(0, 1) : QCPRange(low, low + most));
    else
        map_->setDataRange(QCPRange(low, high));
}

void HeatMap::setTiles(int rows, int columns) {
    tileRows_ = rows;
    tileColumns_ = columns;
    for (auto* rule : std::as_const(rules_))
        canvas()->removeItem(rule);
    rules_.clear();
    constexpr int most = 130;
    const auto add = [this](bool vertical, double at) {
        auto* rule = new QCPItemStraightLine(canvas());
        rule->setClipAxisRect(rect_);
        for (auto* point : {rule->point1, rule->point2}) {
            point->setAxisRect(rect_);
            point->setAxes(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
        }
        rule->point1->setCoords(vertical ? at : 0, vertical ? 0 : at);
        rule->point2->setCoords(vertical ? at : 1, vertical ? 1 : at);
        rules_.append(rule);
    };
    if (rows > 1 && rows_ / rows <= most)
        for (int at = rows; at < rows_; at += rows)
            add(false, at - 0.5);
    if (columns > 1 && columns_ / columns <= most)
        for (int at = columns; at < columns_; at += columns)
            add(true, at - 0.5);
    restyle(PlotColors::of(palette()));
}

void HeatMap::setMarked(int row, int column) {
    markedRow_ = row;
    markedColumn_ = column;
    for (auto* frame : {halo_, mark_}) {
        frame->setVisible(row >= 0 && column >= 0);
        frame->topLeft->setCoords(column - 0.5, row - 0.5);
        frame->bottomRight->setCoords(column + 0.5, row + 0.5);
    }
    canvas()->replot(QCustomPlot::rpQueuedRefresh);
}

void HeatMap::restyle(const PlotColors& colors) {
    canvas()->applyColors(colors, font());
    if (scale_ == Scale::Sequential) {
        map_->setGradient(colors.gradient());
    } else {
        QCPColorGradient gradient;
        gradient.clearColorStops();
        gradient.setColorStopAt(0, colors.series(0));
        gradient.setColorStopAt(0.5, colors.background);
        gradient.setColorStopAt(1, colors.series(1));
        gradient.setNanHandling(QCPColorGradient::nhNanColor);
        gradient.setNanColor(colors.nonFinite());
        map_->setGradient(gradient);
    }
    auto* axis = bar_->axis();
    QFont small = font();
    small.setPointSizeF(std::max(small.pointSizeF() * 0.85, 6.5));
    axis->setTickLabelFont(small);
    axis->setTickLabelColor(colors.text);
    for (auto set : {&QCPAxis::setBasePen, &QCPAxis::setTickPen, &QCPAxis::setSubTickPen})
        (axis->*set)(QPen(colors.axis));
    for (auto* rule : std::as_const(rules_))
        rule->setPen(QPen(mixed(colors.background, colors.text, 0.3), 1));
    halo_->setPen(QPen(colors.background, 4));
    mark_->setPen(QPen(colors.text, 2));
    canvas()->replot(QCustomPlot::rpQueuedRefresh);
}

}  // namespace isonet::widgets
