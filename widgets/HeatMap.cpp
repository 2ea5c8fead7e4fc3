#include "widgets/HeatMap.h"

#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/PictureDialog.h"
#include "widgets/PlotTickers.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

HeatMap::HeatMap(const QString& objectName, const QString& title, const QString& lesson, Scale scale, QWidget* parent)
    : QFrame(parent),
      scale_(scale),
      title_(title),
      stack_(new QStackedWidget),
      canvas_(new PlotCanvas),
      titleLabel_(new QLabel(title)),
      under_(new QLabel),
      empty_(new QLabel) {
    setObjectName(objectName);
    setAccessibleName(title);
    setFrameShape(QFrame::StyledPanel);
    setMinimumSize(130, 120);
    titleLabel_->setObjectName(QStringLiteral("summaryTitle"));
    titleLabel_->setMinimumWidth(20);
    under_->setObjectName(QStringLiteral("viewBarText"));
    under_->setContentsMargins(8, 0, 8, 3);
    under_->setMinimumWidth(20);
    empty_->setObjectName(QStringLiteral("emptyState"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(16);
    empty_->setAutoFillBackground(true);
    empty_->setBackgroundRole(QPalette::Base);
    const auto button = [](const QString& icon, const QString& name, const QString& tip) {
        auto* made = new QToolButton;
        made->setAutoRaise(true);
        made->setIcon(themedIcon(icon));
        made->setIconSize({16, 16});
        made->setAccessibleName(name);
        made->setToolTip(tip);
        return made;
    };
    auto* info = button(QStringLiteral("info"), tr("About this picture"), lesson);
    auto* reset = button(QStringLiteral("plot-reset"), tr("Show all"), tr("Show all (double click, Home)"));
    auto* exported = button(QStringLiteral("plot-export"), tr("Export"), tr("Save as PDF, SVG or PNG"));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 1, 3, 1);
    head->setSpacing(0);
    head->addWidget(titleLabel_);
    head->addWidget(info);
    head->addStretch(1);
    head->addWidget(reset);
    head->addWidget(exported);
    stack_->addWidget(empty_);
    stack_->addWidget(canvas_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(1, 1, 1, 1);
    all->setSpacing(0);
    all->addLayout(head);
    all->addWidget(stack_, 1);
    all->addWidget(under_);

    rect_ = canvas_->addAxisRect(0, 0);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    for (auto* axis : {x, y}) {
        axis->grid()->setVisible(false);
        axis->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(axis, true)));
    }
    y->setRangeReversed(true);
    map_ = new QCPColorMap(x, y);
    map_->setInterpolate(false);
    map_->setTightBoundary(false);
    bar_ = new QCPColorScale(canvas_);
    bar_->setType(QCPAxis::atRight);
    bar_->setBarWidth(10);
    bar_->setRangeDrag(false);
    bar_->setRangeZoom(false);
    canvas_->plotLayout()->addElement(0, 1, bar_);
    bar_->axis()->setNumberFormat("gbc");
    bar_->axis()->setNumberPrecision(3);
    bar_->axis()->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(bar_->axis())));
    map_->setColorScale(bar_);
    auto* group = new QCPMarginGroup(canvas_);
    rect_->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    bar_->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    mark_ = new QCPItemRect(canvas_);
    mark_->setClipAxisRect(rect_);
    for (auto* position : {mark_->topLeft, mark_->bottomRight}) {
        position->setAxisRect(rect_);
        position->setAxes(x, y);
        position->setType(QCPItemPosition::ptPlotCoords);
    }
    mark_->setVisible(false);
    canvas_->follow(x, [this] { return QCPRange(-0.5, std::max(columns_, 1) - 0.5); });
    canvas_->follow(y, [this] { return QCPRange(-0.5, std::max(rows_, 1) - 0.5); });

    connect(info, &QToolButton::clicked, this, [info, lesson] {
        QToolTip::showText(info->mapToGlobal(QPoint(0, info->height())), lesson, info, {}, 60'000);
    });
    connect(reset, &QToolButton::clicked, canvas_, &PlotCanvas::resetView);
    connect(exported, &QToolButton::clicked, this, &HeatMap::save);
    connect(canvas_, &PlotCanvas::hovered, this, [this](const QPointF& position) {
        const auto at = cellAt(position);
        under_->setText(
            !at ? QString()
            : describe_
                ? describe_(at->y(), at->x(), cell(at->y(), at->x()))
                : tr("row %1, column %2: %3").arg(at->y()).arg(at->x()).arg(valueText(double(cell(at->y(), at->x())))));
    });
    connect(canvas_, &PlotCanvas::hoverEnded, this, [this] { under_->clear(); });
    connect(canvas_, &PlotCanvas::clicked, this, [this](const QPointF& position) {
        if (const auto at = cellAt(position))
            Q_EMIT clicked(at->y(), at->x());
    });
    restyle(PlotColours::of(palette()));
}

std::optional<QPoint> HeatMap::cellAt(const QPointF& position) const {
    if (!rect_->rect().contains(position.toPoint()))
        return std::nullopt;
    const QPoint at(qRound(rect_->axis(QCPAxis::atBottom)->pixelToCoord(position.x())),
                    qRound(rect_->axis(QCPAxis::atLeft)->pixelToCoord(position.y())));
    return at.x() >= 0 && at.x() < columns_ && at.y() >= 0 && at.y() < rows_ ? std::optional(at) : std::nullopt;
}

void HeatMap::setCells(int rows, int columns, const QVector<float>& values,
                       std::function<QString(int, int, float)> describe) {
    const bool same = rows == rows_ && columns == columns_;
    rows_ = rows;
    columns_ = columns;
    values_ = values;
    describe_ = std::move(describe);
    auto* data = map_->data();
    // A map needs two rows and two columns to have a size: a single one is drawn twice.
    const int height = std::max(rows, 2), width = std::max(columns, 2);
    data->setSize(width, height);
    data->setRange(columns > 1 ? QCPRange(0, columns - 1.0) : QCPRange(-0.25, 0.25),
                   rows > 1 ? QCPRange(0, rows - 1.0) : QCPRange(-0.25, 0.25));
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (int row = 0; row < height; ++row)
        for (int column = 0; column < width; ++column) {
            const double value = double(cell(std::min(row, rows - 1), std::min(column, columns - 1)));
            data->setCell(column, row, value);
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    if (!(low <= high))
        low = 0, high = 1;
    if (scale_ == Scale::Diverging) {
        const double most = std::max({std::abs(low), std::abs(high), 1e-12});
        map_->setDataRange(QCPRange(-most, most));
    } else {
        map_->setDataRange(high > low ? QCPRange(low, high) : QCPRange(low - 0.5, high + 0.5));
    }
    stack_->setCurrentWidget(canvas_);
    setTiles(tileRows_, tileColumns_);
    if (!same)
        canvas_->resetView();
    canvas_->fitFollowing();
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
}

void HeatMap::setTiles(int rows, int columns) {
    tileRows_ = rows;
    tileColumns_ = columns;
    for (auto* rule : std::as_const(rules_))
        canvas_->removeItem(rule);
    rules_.clear();
    constexpr int most = 130;
    const auto add = [this](bool vertical, double at) {
        auto* rule = new QCPItemStraightLine(canvas_);
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
    restyle(PlotColours::of(palette()));
}

void HeatMap::setMarked(int row, int column) {
    markedRow_ = row;
    markedColumn_ = column;
    mark_->setVisible(row >= 0 && column >= 0);
    mark_->topLeft->setCoords(column - 0.5, row - 0.5);
    mark_->bottomRight->setCoords(column + 0.5, row + 0.5);
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
}

void HeatMap::setTitle(const QString& title) {
    title_ = title;
    titleLabel_->setText(title);
}

void HeatMap::showMessage(const QString& words) {
    empty_->setText(words);
    stack_->setCurrentWidget(empty_);
    under_->clear();
}

bool HeatMap::isEmpty() const {
    return stack_->currentWidget() == empty_;
}

QString HeatMap::message() const {
    return isEmpty() ? empty_->text() : QString();
}

void HeatMap::restyle(const PlotColours& colours) {
    canvas_->applyColours(colours, font());
    if (scale_ == Scale::Sequential) {
        map_->setGradient(colours.gradient());
    } else {
        QCPColorGradient gradient;
        gradient.clearColorStops();
        gradient.setColorStopAt(0, colours.series(0));
        gradient.setColorStopAt(0.5, colours.background);
        gradient.setColorStopAt(1, colours.series(1));
        gradient.setNanHandling(QCPColorGradient::nhTransparent);
        map_->setGradient(gradient);
    }
    auto* axis = bar_->axis();
    QFont small = font();
    small.setPointSizeF(std::max(small.pointSizeF() * 0.85, 6.5));
    axis->setTickLabelFont(small);
    axis->setTickLabelColor(colours.text);
    for (auto set : {&QCPAxis::setBasePen, &QCPAxis::setTickPen, &QCPAxis::setSubTickPen})
        (axis->*set)(QPen(colours.axis));
    for (auto* rule : std::as_const(rules_))
        rule->setPen(QPen(mixed(colours.background, colours.text, 0.3), 1));
    mark_->setPen(QPen(colours.text, 2));
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
}

void HeatMap::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        restyle(PlotColours::of(palette()));
}

void HeatMap::save() {
    if (isEmpty())
        return;
    PictureDialog dialog(title_, canvas_->size().expandedTo({500, 400}), objectName(), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    restyle(PlotColours::print());
    const QString problem = savePicture(*canvas_, dialog.file(), formatOf(dialog.file()), dialog.size(), title_);
    restyle(PlotColours::of(palette()));
    under_->setText(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(dialog.file())) : problem);
}

}  // namespace isonet::widgets
