#include "widgets/FactPlot.h"

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

#include "widgets/FlowLegend.h"
#include "widgets/PictureDialog.h"
#include "widgets/PlotTickers.h"
#include "widgets/SeriesTools.h"
#include "widgets/Theme.h"

namespace isonet::widgets {
namespace {

QCPItemStraightLine* reference(PlotCanvas* canvas, QCPAxisRect* rect) {
    auto* line = new QCPItemStraightLine(canvas);
    line->setClipAxisRect(rect);
    for (auto* point : {line->point1, line->point2}) {
        point->setAxisRect(rect);
        point->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    }
    line->setVisible(false);
    return line;
}

}  // namespace

FactPlot::FactPlot(const QString& objectName, const QString& title, const QString& lesson, QWidget* parent)
    : QFrame(parent),
      title_(title),
      stack_(new QStackedWidget),
      canvas_(new PlotCanvas),
      under_(new QLabel),
      empty_(new QLabel) {
    setObjectName(objectName);
    setAccessibleName(title);
    setFrameShape(QFrame::StyledPanel);
    setMinimumSize(130, 120);
    auto* name = new QLabel(title);
    name->setObjectName(QStringLiteral("summaryTitle"));
    name->setMinimumWidth(20);
    under_->setObjectName(QStringLiteral("viewBarText"));
    under_->setContentsMargins(8, 0, 8, 3);
    under_->setMinimumWidth(20);
    empty_->setObjectName(QStringLiteral("emptyState"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(16);
    empty_->setAutoFillBackground(true);
    empty_->setBackgroundRole(QPalette::Base);
    const auto button = [](const QString& icon, const QString& spoken, const QString& tip) {
        auto* made = new QToolButton;
        made->setAutoRaise(true);
        made->setIcon(themedIcon(icon));
        made->setIconSize({16, 16});
        made->setAccessibleName(spoken);
        made->setToolTip(tip);
        return made;
    };
    auto* info = button(QStringLiteral("info"), tr("About this plot"), lesson);
    auto* reset = button(QStringLiteral("plot-reset"), tr("Show all"), tr("Show all (double click, Home)"));
    auto* exported = button(QStringLiteral("plot-export"), tr("Export"), tr("Save as PDF, SVG or PNG"));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 1, 3, 1);
    head->setSpacing(0);
    for (auto* widget : std::initializer_list<QWidget*>{name, info})
        head->addWidget(widget);
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

    legend_ = new FlowLegend(canvas_);
    canvas_->plotLayout()->addElement(0, 0, legend_);
    rect_ = canvas_->addAxisRect(1, 0);
    vertical_ = reference(canvas_, rect_);
    horizontal_ = reference(canvas_, rect_);
    slope_ = reference(canvas_, rect_);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    canvas_->follow(x, [this] {
        const auto range = keyRangeOf(graphs_);
        return range ? PlotCanvas::padded(*range, logX_, 0.04) : QCPRange(0, 1);
    });
    canvas_->follow(y, [this, x, y] { return fittedValues(graphs_, x, y); });
    setAxes({}, {});

    connect(info, &QToolButton::clicked, this, [info, lesson] {
        QToolTip::showText(info->mapToGlobal(QPoint(0, info->height())), lesson, info, {}, 60'000);
    });
    connect(reset, &QToolButton::clicked, canvas_, &PlotCanvas::resetView);
    connect(exported, &QToolButton::clicked, this, &FactPlot::save);
    connect(canvas_, &PlotCanvas::hovered, this,
            [this](const QPointF& position) { under_->setText(describe(position)); });
    connect(canvas_, &PlotCanvas::hoverEnded, this, [this] { under_->clear(); });
}

void FactPlot::setAxes(const QString& x, const QString& y, bool logX, bool logY) {
    xLabel_ = x, yLabel_ = y;
    logX_ = logX, logY_ = logY;
    auto *bottom = rect_->axis(QCPAxis::atBottom), *left = rect_->axis(QCPAxis::atLeft);
    bottom->setLabel(x);
    left->setLabel(y);
    const auto set = [this](QCPAxis* axis, bool on) {
        canvas_->setLogarithmic(axis, on);
        axis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new LogTicker(axis))
                           : QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
    };
    set(bottom, logX);
    set(left, logY);
}

void FactPlot::setReferences(double x, double y) {
    vertical_->setVisible(std::isfinite(x));
    horizontal_->setVisible(std::isfinite(y));
    if (std::isfinite(x)) {
        for (auto* point : {vertical_->point1, vertical_->point2}) {
            point->setTypeX(QCPItemPosition::ptPlotCoords);
            point->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        vertical_->point1->setCoords(x, 0), vertical_->point2->setCoords(x, 1);
    }
    if (std::isfinite(y)) {
        for (auto* point : {horizontal_->point1, horizontal_->point2}) {
            point->setTypeX(QCPItemPosition::ptAxisRectRatio);
            point->setTypeY(QCPItemPosition::ptPlotCoords);
        }
        horizontal_->point1->setCoords(0, y), horizontal_->point2->setCoords(1, y);
    }
}

void FactPlot::setDiagonal(bool on) {
    diagonal_ = on;
    slope_->setVisible(on);
    slope_->point1->setCoords(1e-6, 1e-6);
    slope_->point2->setCoords(1e6, 1e6);
}

void FactPlot::setSeries(const QVector<FactSeries>& series) {
    series_ = series;
    for (auto* graph : std::as_const(graphs_))
        canvas_->removeGraph(graph);
    graphs_.clear();
    for (const auto& each : series) {
        auto* graph = canvas_->addGraph(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
        if (each.look == FactSeries::Bars)
            graph->setLineStyle(QCPGraph::lsStepCenter);
        else if (each.look == FactSeries::Points)
            graph->setLineStyle(QCPGraph::lsNone);
        QVector<double> x, y;
        for (qsizetype i = 0; i < each.x.size(); ++i)
            if ((!logX_ || each.x[i] > 0) && (!logY_ || each.y[i] > 0 || each.look == FactSeries::Bars)) {
                x.append(each.x[i]);
                // An empty bar stands on the axis.
                y.append(logY_ && each.look == FactSeries::Bars ? std::max(each.y[i], 0.5) : each.y[i]);
            }
        graph->setData(x, y, each.look == FactSeries::Bars);
        graphs_.append(graph);
    }
    stack_->setCurrentWidget(canvas_);
    restyle(PlotColours::of(palette()));
    canvas_->resetView();
}

void FactPlot::restyle(const PlotColours& colours) {
    canvas_->applyColours(colours, font());
    QVector<LegendEntry> entries;
    for (qsizetype i = 0; i < graphs_.size(); ++i) {
        QColor colour = colours.series(series_[i].colour);
        if (series_[i].look == FactSeries::Points) {
            graphs_[i]->setPen(QPen(colour));
            graphs_[i]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colour, 5));
        } else {
            graphs_[i]->setPen(QPen(colour, 1.3));
        }
        if (!series_[i].name.isEmpty())
            entries.append({series_[i].name, QPen(colour, 2)});
        if (series_[i].look == FactSeries::Bars) {
            colour.setAlpha(70);
            graphs_[i]->setBrush(colour);
        }
    }
    QFont small = font();
    small.setPointSizeF(std::max(small.pointSizeF() * 0.85, 6.5));
    legend_->setEntries(entries);
    legend_->setStyle(small, colours.text);
    for (auto* line : {vertical_, horizontal_, slope_})
        line->setPen(QPen(colours.faint, 1, Qt::DashLine));
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
}

QString FactPlot::describe(const QPointF& position) const {
    double nearest = 30 * 30;  // pixels squared
    QString words;
    for (qsizetype s = 0; s < series_.size(); ++s)
        for (qsizetype i = 0; i < series_[s].x.size(); ++i) {
            const double dx = rect_->axis(QCPAxis::atBottom)->coordToPixel(series_[s].x[i]) - position.x();
            const double dy = rect_->axis(QCPAxis::atLeft)->coordToPixel(series_[s].y[i]) - position.y();
            const double distance = series_[s].look == FactSeries::Bars ? dx * dx : dx * dx + dy * dy;
            if (!(distance < nearest))
                continue;
            nearest = distance;
            const QString label = series_[s].labels.value(i);
            words = (label.isEmpty() ? QString() : label + QStringLiteral(" · ")) +
                    (series_[s].name.isEmpty() ? QString() : series_[s].name + QStringLiteral(" · ")) +
                    QStringLiteral("%1 %2, %3 %4")
                        .arg(xLabel_, valueText(series_[s].x[i]), yLabel_, valueText(series_[s].y[i]));
        }
    return words;
}

void FactPlot::showMessage(const QString& words) {
    series_.clear();
    empty_->setText(words);
    stack_->setCurrentWidget(empty_);
    under_->clear();
}

bool FactPlot::isEmpty() const {
    return stack_->currentWidget() == empty_;
}

QString FactPlot::message() const {
    return isEmpty() ? empty_->text() : QString();
}

void FactPlot::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        restyle(PlotColours::of(palette()));
}

void FactPlot::save() {
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

FactSeries histogramOf(const QVector<double>& values, int bins, const QString& name, int colour) {
    FactSeries series{name, {}, {}, colour, FactSeries::Bars};
    if (values.isEmpty())
        return series;
    const auto [least, most] = std::ranges::minmax_element(values);
    double low = *least, width = (*most - low) / bins;
    if (!(width > 0)) {  // all equal
        width = std::max(std::abs(low) * 0.01, 1e-6);
        low -= width * bins / 2;
    }
    QVector<double> counts(bins, 0.0);
    for (const double value : values)
        counts[std::clamp<qsizetype>(qsizetype((value - low) / width), 0, bins - 1)] += 1;
    for (int i = 0; i < bins; ++i) {
        series.x.append(low + (i + 0.5) * width);
        series.y.append(counts[i]);
    }
    return series;
}

}  // namespace isonet::widgets
