#include "widgets/plot/PlotCanvas.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace isonet::widgets {

PlotCanvas::PlotCanvas(QWidget* parent) : QCustomPlot(parent) {
    QLocale points = QLocale::c();
    points.setNumberOptions(QLocale::OmitGroupSeparator);
    setLocale(points);  // tick labels have a decimal point in every locale
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setNoAntialiasingOnDrag(true);
    setPlottingHint(QCP::phFastPolylines, true);
    setPlottingHint(QCP::phCacheLabels, true);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAutoAddPlottableToLegend(false);
    layer("overlay")->setMode(QCPLayer::lmBuffered);  // the crosshair moves without a replot
    clearAll();
    connect(&axes_, &FollowedAxes::moved, this, &PlotCanvas::viewChanged);
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
    axes_.clear();
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

void PlotCanvas::follow(QCPAxis* axis, FollowedAxes::Fit fit, std::optional<QCPRange> limits) {
    axes_.add(axis, std::move(fit), limits);
    auto* rect = axis->axisRect();
    rect->setRangeDragAxes(axes_.axes(rect));
    rect->setRangeZoomAxes(axes_.axes(rect));
    rect->setRangeZoomFactor(0.8);
}

void PlotCanvas::resetView() {
    axes_.reset();
    replot(rpQueuedRefresh);
    Q_EMIT viewChanged();
}

void PlotCanvas::undoView() {
    if (!axes_.undo())
        return;
    replot(rpQueuedRefresh);
    Q_EMIT viewChanged();
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
    for (auto* axis : axes_.axes())
        axis->scaleRange(factor);
    replot(rpQueuedRefresh);
}

void PlotCanvas::panAll(double dx, double dy) {
    for (auto* axis : axes_.axes()) {
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
