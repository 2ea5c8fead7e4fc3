#include "widgets/inspect/LayerStrip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

constexpr int sparklines = 3, sparklineGap = 10;

QString sparklineTitle(int line) {
    return line == 0 ? QStringLiteral("d") : line == 1 ? QStringLiteral("σ min") : QStringLiteral("σ max");
}

}  // namespace

LayerStrip::LayerStrip(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("layerStrip"));
    setAccessibleName(tr("Layers: deviation, smallest and largest singular value"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
}

void LayerStrip::setRows(const std::vector<LayerRow>& rows) {
    rows_ = rows;
    if (current_ >= int(rows.size()))
        current_ = -1;
    update();
}

void LayerStrip::setCurrent(int row) {
    current_ = row < int(rows_.size()) ? row : -1;
    if (current_ >= 0)
        setAccessibleDescription(QString::fromStdString(rows_[std::size_t(current_)].name));
    update();
}

QSize LayerStrip::sizeHint() const {
    return {fontScaled(420), fontMetrics().height() + 12};
}

QSize LayerStrip::minimumSizeHint() const {
    return {fontScaled(120), sizeHint().height()};
}

QRectF LayerStrip::lineRect(int line) const {
    const double width = (this->width() - sparklineGap * (sparklines - 1)) / double(sparklines);
    const double title = std::min<double>(fontMetrics().horizontalAdvance(QStringLiteral("σ max ")), width * 0.65);
    return {line * (width + sparklineGap) + title, 3.5, std::max(width - title - 3, 1.0), height() - 7.0};
}

double LayerStrip::valueOf(int line, int row) const {
    const auto& each = rows_[std::size_t(row)];
    return line == 0 ? each.deviation : line == 1 ? each.sigmaMin : each.sigmaMax;
}

double LayerStrip::xOf(const QRectF& rect, int row) const {
    const auto last = double(rows_.size()) - 1;
    return last > 0 ? rect.left() + rect.width() * row / last : rect.center().x();
}

int LayerStrip::rowAt(const QPoint& position) const {
    for (int line = 0; line < sparklines && !rows_.empty(); ++line) {
        const QRectF rect = lineRect(line);
        if (position.x() < rect.left() - 4 || position.x() > rect.right() + 4)
            continue;
        const double share = std::clamp((position.x() - rect.left()) / rect.width(), 0.0, 1.0);
        return int(std::lround(share * (double(rows_.size()) - 1)));
    }
    return -1;
}

QPoint LayerStrip::placeOf(int row) const {
    const QRectF rect = lineRect(0);
    return {int(std::lround(xOf(rect, row))), int(rect.center().y())};
}

void LayerStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const PlotColors colors = PlotColors::of(palette());
    for (int line = 0; line < sparklines; ++line) {
        const QRectF rect = lineRect(line);
        const double titleLeft = line * (width() + sparklineGap) / double(sparklines);
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(QRectF(titleLeft, 0, rect.left() - titleLeft, height()), Qt::AlignVCenter | Qt::AlignLeft,
                         sparklineTitle(line));
        double low = 0, high = 0;  // 0 is always on the scale
        for (int row = 0; row < int(rows_.size()); ++row)
            if (const double value = valueOf(line, row); std::isfinite(value))
                low = std::min(low, value), high = std::max(high, value);
        const auto yOf = [&](double value) {
            return high > low ? rect.bottom() - rect.height() * (value - low) / (high - low) : rect.bottom();
        };
        painter.setPen(QPen(colors.grid, 1));
        painter.drawLine(rect.bottomLeft(), rect.bottomRight());
        QPainterPath path;
        bool gap = true;
        for (int row = 0; row < int(rows_.size()); ++row) {
            const double value = valueOf(line, row);
            if (!std::isfinite(value)) {
                gap = true;
                continue;
            }
            const QPointF at(xOf(rect, row), yOf(value));
            gap ? path.moveTo(at) : path.lineTo(at);
            gap = false;
        }
        painter.setPen(QPen(colors.series(line), 1.4));
        painter.drawPath(path);
        if (current_ < 0)
            continue;
        const double value = valueOf(line, current_), x = xOf(rect, current_);
        painter.setPen(QPen(colors.text, 1));
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
        painter.setBrush(colors.series(line));
        if (std::isfinite(value))
            painter.drawEllipse(QPointF(x, yOf(value)), 2.6, 2.6);
        painter.setBrush(Qt::NoBrush);
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void LayerStrip::mousePressEvent(QMouseEvent* event) {
    if (const int row = rowAt(event->pos()); row >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT rowChosen(row);
}

void LayerStrip::keyPressEvent(QKeyEvent* event) {
    const int last = int(rows_.size()) - 1;
    const int row = event->key() == Qt::Key_Left    ? std::max(current_ - 1, 0)
                    : event->key() == Qt::Key_Right ? std::min(current_ + 1, last)
                    : event->key() == Qt::Key_Home  ? 0
                    : event->key() == Qt::Key_End   ? last
                                                    : -1;
    if (row < 0 || last < 0)
        QWidget::keyPressEvent(event);
    else if (row != current_)
        Q_EMIT rowChosen(row);
}

bool LayerStrip::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int row = rowAt(help->pos());
    if (row < 0) {
        QToolTip::hideText();
        return true;
    }
    const auto& each = rows_[std::size_t(row)];
    QToolTip::showText(help->globalPos(),
                       plainTip(tr("%1: d %2, σ %3 to %4")
                                    .arg(QString::fromStdString(each.name), formatIsometry(each.deviation, 3),
                                         formatIsometry(each.sigmaMin, 3), formatIsometry(each.sigmaMax, 3))),
                       this);
    return true;
}

}  // namespace isonet::widgets
