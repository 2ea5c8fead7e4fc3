#include "widgets/plot/PlotCanvas.h"

#include <algorithm>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr int longestHistory = 50;
constexpr int gestureMilliseconds = 400;  // moves closer in time undo as one

bool isUsable(const QCPRange& range) {
    return std::isfinite(range.lower) && std::isfinite(range.upper) && range.size() > 0;
}

QCPRange within(QCPRange range, const QCPRange& limits) {
    if (range.size() >= limits.size())
        return limits;
    if (range.lower < limits.lower)
        range += limits.lower - range.lower;
    if (range.upper > limits.upper)
        range -= range.upper - limits.upper;
    return range;
}

}  // namespace

PlotCanvas::PlotCanvas(QWidget* parent) : QCustomPlot(parent) {
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setNoAntialiasingOnDrag(true);
    setPlottingHint(QCP::phFastPolylines, true);
    setPlottingHint(QCP::phCacheLabels, true);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAutoAddPlottableToLegend(false);
    layer("overlay")->setMode(QCPLayer::lmBuffered);  // the crosshair moves without a replot
    clearAll();
    connect(this, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
        pressedAt_ = event->pos();
        const bool box = boxZoom_ != event->modifiers().testFlag(Qt::ShiftModifier);
        setSelectionRectMode(box && axisRectAt(event->pos()) ? QCP::srmZoom : QCP::srmNone);
        Q_EMIT hoverEnded();
    });
    connect(this, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        if (event->button() == Qt::LeftButton && (event->pos() - pressedAt_).manhattanLength() < 4)
            Q_EMIT clicked(event->position());
    });
    connect(this, &QCustomPlot::mouseDoubleClick, this, [this] { resetView(); });
    connect(this, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
        if (event->buttons() != Qt::NoButton)
            return;
        if (auto* rect = axisRectAt(event->position()); rect && rect->rect().contains(event->pos()))
            Q_EMIT hovered(event->position(), rect);
        else
            Q_EMIT hoverEnded();
    });
}

void PlotCanvas::clearAll() {
    followed_.clear();
    links_.clear();
    history_.clear();
    crosshairs_.clear();
    clearPlottables();
    clearItems();
    plotLayout()->clear();
    qDeleteAll(findChildren<QCPMarginGroup*>());  // QCustomPlot keeps them otherwise
    plotLayout()->setRowSpacing(2);
    plotLayout()->setColumnSpacing(2);
}

QCPAxisRect* PlotCanvas::addAxisRect(int row, int column) {
    auto* rect = new QCPAxisRect(this, false);
    plotLayout()->addElement(row, column, rect);
    rect->addAxes(QCPAxis::atLeft | QCPAxis::atBottom);
    rect->setMinimumMargins(QMargins(4, 4, 8, 2));
    rect->setRangeZoomFactor(0.8);
    rect->setMinimumSize(30, 20);
    for (auto* axis : rect->axes()) {
        axis->setLayer("axes");
        axis->grid()->setLayer("grid");
        axis->setNumberFormat("gbc");
        axis->setNumberPrecision(5);
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(4);
        axis->setSubTickLengthIn(0);
        axis->setSubTickLengthOut(2);
        axis->setTickLabelPadding(3);
        axis->setLabelPadding(2);
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    auto* line = new QCPItemStraightLine(this);
    line->setLayer("overlay");
    line->setClipAxisRect(rect);
    line->setClipToAxisRect(true);
    for (auto* position : {line->point1, line->point2}) {
        position->setAxisRect(rect);
        position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        position->setTypeX(QCPItemPosition::ptPlotCoords);
        position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    line->setVisible(false);
    crosshairs_.append(line);
    return rect;
}

void PlotCanvas::follow(QCPAxis* axis, Fit fit, std::optional<QCPRange> limits) {
    followed_.append({axis, std::move(fit), limits, false});
    auto* rect = axis->axisRect();
    QList<QCPAxis*> mine;
    for (const auto& entry : std::as_const(followed_))
        if (entry.axis->axisRect() == rect)
            mine.append(entry.axis);
    rect->setRangeDragAxes(mine);
    rect->setRangeZoomAxes(mine);
    rect->setRangeZoomFactor(0.8);
    connect(axis, qOverload<const QCPRange&, const QCPRange&>(&QCPAxis::rangeChanged), this,
            [this, axis](const QCPRange& now, const QCPRange& before) { onRangeChanged(axis, now, before); });
}

void PlotCanvas::setLimits(QCPAxis* axis, const QCPRange& limits) {
    if (auto* entry = followed(axis))
        entry->limits = limits;
}

void PlotCanvas::setLogarithmic(QCPAxis* axis, bool on) {
    const QScopedValueRollback guard(programmatic_, true);
    axis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
}

void PlotCanvas::link(QCPAxis* a, QCPAxis* b) {
    links_.append(qMakePair(a, b));
}

PlotCanvas::Followed* PlotCanvas::followed(const QCPAxis* axis) {
    const auto found = std::find_if(followed_.begin(), followed_.end(), [&](const auto& e) { return e.axis == axis; });
    return found == followed_.end() ? nullptr : &*found;
}

void PlotCanvas::onRangeChanged(QCPAxis* axis, const QCPRange& now, const QCPRange& before) {
    auto* entry = followed(axis);
    if (!entry)
        return;
    const bool byUser = !programmatic_;
    if (byUser) {
        remember(axis, before);
        entry->held = true;
    }
    const QScopedValueRollback guard(programmatic_, true);
    if (entry->limits)
        axis->setRange(within(now, *entry->limits));
    for (const auto& [a, b] : std::as_const(links_)) {
        QCPAxis* other = a == axis ? b : b == axis ? a : nullptr;
        if (!other || !byUser)  // fit and undo set every axis
            continue;
        other->setRange(axis->range());
        if (auto* linked = followed(other))
            linked->held = true;
    }
    if (byUser) {
        // The other axes keep following, so zooming the steps refits the values.
        for (auto& rest : followed_)
            if (!rest.held && rest.fit)
                if (const auto range = rest.fit(); isUsable(range))
                    rest.axis->setRange(range);
        Q_EMIT viewChanged();
    }
}

void PlotCanvas::remember(const QCPAxis* moved, const QCPRange& before) {
    const bool sameGesture = sinceMove_.isValid() && sinceMove_.elapsed() < gestureMilliseconds;
    sinceMove_.start();
    if (sameGesture)
        return;
    View view;
    for (const auto& entry : std::as_const(followed_)) {
        view.ranges.append(entry.axis == moved ? before : entry.axis->range());
        view.held.append(entry.held);
    }
    history_.append(view);
    if (history_.size() > longestHistory)
        history_.removeFirst();
}

void PlotCanvas::fitFollowing() {
    const QScopedValueRollback guard(programmatic_, true);
    for (auto& entry : followed_)
        if (!entry.held && entry.fit)
            if (const auto range = entry.fit(); isUsable(range))
                entry.axis->setRange(range);
}

void PlotCanvas::resetView() {
    for (auto& entry : followed_)
        entry.held = false;
    history_.clear();
    fitFollowing();
    replot(rpQueuedRefresh);
    Q_EMIT viewChanged();
}

void PlotCanvas::undoView() {
    if (history_.isEmpty())
        return;
    const View view = history_.takeLast();
    {
        const QScopedValueRollback guard(programmatic_, true);
        for (qsizetype i = 0; i < std::min(view.ranges.size(), followed_.size()); ++i) {
            followed_[i].held = view.held[i];
            followed_[i].axis->setRange(view.ranges[i]);
        }
    }
    sinceMove_.invalidate();
    fitFollowing();
    replot(rpQueuedRefresh);
    Q_EMIT viewChanged();
}

bool PlotCanvas::isHeld() const {
    return std::any_of(followed_.begin(), followed_.end(), [](const auto& entry) { return entry.held; });
}

void PlotCanvas::holdRange(QCPAxis* axis, std::optional<QCPRange> range) {
    const auto set = [&](QCPAxis* each) {
        auto* entry = followed(each);
        if (!entry)
            return;
        entry->held = range.has_value();
        if (range) {
            const QScopedValueRollback guard(programmatic_, true);
            each->setRange(entry->limits ? within(*range, *entry->limits) : *range);
        }
    };
    set(axis);
    for (const auto& [a, b] : std::as_const(links_))
        if (a == axis || b == axis)
            set(a == axis ? b : a);
    if (!range)
        for (auto& entry : followed_)
            entry.held = false;
    fitFollowing();
}

std::optional<QCPRange> PlotCanvas::heldRange(const QCPAxis* axis) const {
    for (const auto& entry : followed_)
        if (entry.axis == axis && entry.held)
            return axis->range();
    return std::nullopt;
}

void PlotCanvas::setCrosshair(QCPAxisRect* rect, std::optional<double> x) {
    bool moved = false;
    for (auto* line : std::as_const(crosshairs_)) {
        const bool visible = x && (!rect || line->clipAxisRect() == rect);
        moved |= visible || line->visible();
        line->setVisible(visible);
        if (visible) {
            line->point1->setCoords(*x, 0);
            line->point2->setCoords(*x, 1);
        }
    }
    if (moved)
        layer("overlay")->replot();
}

void PlotCanvas::applyColors(const PlotColors& colors, const QFont& font) {
    setBackground(QBrush(colors.background));
    QFont small = font;
    small.setPointSizeF(std::max(font.pointSizeF() * 0.85, 6.5));
    for (auto* rect : axisRects())
        for (auto* axis : rect->axes()) {
            const QPen line(colors.axis, 1);
            axis->setBasePen(line);
            axis->setTickPen(line);
            axis->setSubTickPen(line);
            axis->setTickLabelColor(colors.text);
            axis->setLabelColor(colors.faint);
            axis->setTickLabelFont(small);
            axis->setLabelFont(small);
            axis->grid()->setPen(QPen(colors.grid, 1));
            axis->grid()->setSubGridPen(QPen(mixed(colors.background, colors.grid, 0.5), 1));
        }
    for (auto* line : std::as_const(crosshairs_))
        line->setPen(QPen(colors.faint, 1, Qt::DashLine));
    selectionRect()->setPen(QPen(colors.series(0), 1, Qt::DashLine));
    QColor fill = colors.series(0);
    fill.setAlpha(40);
    selectionRect()->setBrush(fill);
}

QCPRange PlotCanvas::padded(QCPRange range, bool logarithmic, double share) {
    if (logarithmic) {
        const double factor = std::pow(range.upper / range.lower, share);
        return factor > 1.0001 ? QCPRange(range.lower / factor, range.upper * factor)
                               : QCPRange(range.lower / 2, range.upper * 2);
    }
    double margin = range.size() * share;
    if (!(margin > 0))
        margin = std::abs(range.center()) * 0.1;
    if (!(margin > 0))
        return {-0.05, 1};  // only zeros
    return {range.lower - margin, range.upper + margin};
}

void PlotCanvas::updateLayout() {
    // Ticks depend on the axis lengths, which are known only after the layout: repeat it if they changed.
    const auto sizes = [this] {
        QVector<QSize> all;
        for (const auto* rect : axisRects())
            all.append(rect->size());
        return all;
    };
    const auto before = sizes();
    QCustomPlot::updateLayout();
    if (sizes() != before)
        QCustomPlot::updateLayout();
}

void PlotCanvas::leaveEvent(QEvent* event) {
    Q_EMIT hoverEnded();
    QCustomPlot::leaveEvent(event);
}

void PlotCanvas::zoomAll(double factor) {
    for (qsizetype i = 0; i < followed_.size(); ++i)
        followed_[i].axis->scaleRange(factor);
    replot(rpQueuedRefresh);
}

void PlotCanvas::panAll(double dx, double dy) {
    for (qsizetype i = 0; i < followed_.size(); ++i) {
        auto* axis = followed_[i].axis;
        const double share = axis->orientation() == Qt::Horizontal ? dx : dy * (axis->rangeReversed() ? -1 : 1);
        if (share == 0)
            continue;
        if (axis->scaleType() == QCPAxis::stLogarithmic) {
            const double factor = std::pow(axis->range().upper / axis->range().lower, share);
            axis->setRange(axis->range().lower * factor, axis->range().upper * factor);
        } else {
            axis->moveRange(axis->range().size() * share);
        }
    }
    replot(rpQueuedRefresh);
}

void PlotCanvas::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoomAll(0.8);
        case Qt::Key_Minus:
            return zoomAll(1.25);
        case Qt::Key_Left:
            return panAll(-0.1, 0);
        case Qt::Key_Right:
            return panAll(0.1, 0);
        case Qt::Key_Up:
            return panAll(0, 0.1);
        case Qt::Key_Down:
            return panAll(0, -0.1);
        case Qt::Key_F:
            if (event->modifiers() == Qt::NoModifier)
                return Q_EMIT fillRequested();
            return QCustomPlot::keyPressEvent(event);
        case Qt::Key_Home:
            return resetView();
        case Qt::Key_Backspace:
            return undoView();
        default:
            QCustomPlot::keyPressEvent(event);
    }
}

}  // namespace isonet::widgets
