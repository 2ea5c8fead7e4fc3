#include "widgets/plot/PlotCanvas.h"

#include <QLocale>
#include <QStylePainter>
#include <algorithm>
#include <cmath>

#include "widgets/plot/AxisLabels.h"

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
        cursor_.reset();
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
        cursor_.reset();
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
    const bool labelsChanged = fitAxisLabels(axisRects());
    if (labelsChanged || sizes() != before)
        QCustomPlot::updateLayout();
}

void PlotCanvas::leaveEvent(QEvent* event) {
    if (!cursor_)
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

bool PlotCanvas::takeArrow(const QKeyEvent& event) {
    const QPoint by = event.key() == Qt::Key_Left    ? QPoint(-1, 0)
                      : event.key() == Qt::Key_Right ? QPoint(1, 0)
                      : event.key() == Qt::Key_Up    ? QPoint(0, -1)
                      : event.key() == Qt::Key_Down  ? QPoint(0, 1)
                                                     : QPoint();
    if (by.isNull())
        return false;
    if (event.modifiers() & Qt::ShiftModifier)
        panAll(0.1 * by.x(), -0.1 * by.y());
    else
        moveCursor(by, event.modifiers() & Qt::ControlModifier);
    return true;
}

void PlotCanvas::moveCursor(QPoint by, bool far) {
    auto* rect = cursor_ ? axisRectAt(*cursor_) : nullptr;
    if (!rect) {  // it appears in the middle
        const auto rects = axisRects();
        if (rects.isEmpty())
            return;
        rect = rects.first();
        cursor_ = QPointF(rect->center());
        Q_EMIT hovered(*cursor_, rect);
        return;
    }
    const QRectF room = rect->rect().adjusted(1, 1, -1, -1);
    const QPointF step(by);
    QPointF at = *cursor_;
    if (far) {
        at += step * std::max(1.0, (by.x() != 0 ? room.width() : room.height()) / 10);
    } else if (!reading_) {
        at += step * 8;
    } else {
        const QString before = reading_(at);
        do
            at += step;
        while (room.contains(at) && reading_(at) == before);
    }
    if (!room.contains(at)) {
        if (auto* next = beside(rect, by)) {
            rect = next;
            const QRectF other = rect->rect().adjusted(1, 1, -1, -1);
            at = by.x() != 0 ? QPointF(by.x() > 0 ? other.left() : other.right(), at.y())
                             : QPointF(at.x(), by.y() > 0 ? other.top() : other.bottom());
        }
        const QRectF limits = rect->rect().adjusted(1, 1, -1, -1);
        at = {std::clamp(at.x(), limits.left(), limits.right()), std::clamp(at.y(), limits.top(), limits.bottom())};
    }
    cursor_ = at;
    Q_EMIT hovered(at, rect);
}

QCPAxisRect* PlotCanvas::beside(const QCPAxisRect* rect, QPoint by) const {
    QCPAxisRect* nearest = nullptr;
    int least = 0;
    for (auto* other : axisRects()) {
        const QPoint to = other->center() - rect->center();
        const int distance = QPoint::dotProduct(to, by), aside = std::abs(by.x() != 0 ? to.y() : to.x());
        if (other != rect && distance > aside && (!nearest || distance < least)) {
            nearest = other;
            least = distance;
        }
    }
    return nearest;
}

void PlotCanvas::endCursor() {
    if (!cursor_)
        return;
    cursor_.reset();
    Q_EMIT hoverEnded();
}

void PlotCanvas::focusOutEvent(QFocusEvent* event) {
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::MenuBarFocusReason)
        endCursor();
    QCustomPlot::focusOutEvent(event);
    update();
}

// A plot that was reached by Tab shows that the keys act on it.
void PlotCanvas::paintEvent(QPaintEvent* event) {
    QCustomPlot::paintEvent(event);
    if (!hasFocus() || !window()->testAttribute(Qt::WA_KeyboardFocusChange))
        return;
    QStylePainter painter(this);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

void PlotCanvas::keyPressEvent(QKeyEvent* event) {
    if (takeArrow(*event))
        return;
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoomAll(0.8);
        case Qt::Key_Minus:
            return zoomAll(1.25);
        case Qt::Key_PageUp:
            return Q_EMIT stepRequested(1);
        case Qt::Key_PageDown:
            return Q_EMIT stepRequested(-1);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (cursor_)
                return Q_EMIT clicked(*cursor_);
            return QCustomPlot::keyPressEvent(event);
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
