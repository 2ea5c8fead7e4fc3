#include "widgets/sweeps/SweepPlot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {

using sweeps::CurvePoint;

namespace {

constexpr qsizetype longestName = 28;  // characters of a name on the axis
constexpr double markerSize = 7;

// A shape for each of eight lines, because there are seven colors.
constexpr std::array markerShapes{QCPScatterStyle::ssDisc,
                                  QCPScatterStyle::ssSquare,
                                  QCPScatterStyle::ssTriangle,
                                  QCPScatterStyle::ssDiamond,
                                  QCPScatterStyle::ssTriangleInverted,
                                  QCPScatterStyle::ssPlusCircle,
                                  QCPScatterStyle::ssCrossSquare,
                                  QCPScatterStyle::ssStar};

QString nameOf(const sweeps::CurveLine& line) {
    return QString::fromStdString(line.name);
}

}  // namespace

QString SweepPlot::paperName(const QString& line) {
    return tr("%1, paper").arg(line);
}

void SweepPlot::setFigure(SweepFigure figure) {
    SweepPlaces places(figure.lines);
    const bool sameAxis = figure.key == figure_.key && places.isCategorical() == places_.isCategorical() &&
                          places.canBeLogarithmic() == places_.canBeLogarithmic();
    figure_ = std::move(figure);
    places_ = std::move(places);
    if (sameAxis)
        Q_EMIT refreshRequested();
    else
        Q_EMIT rebuildRequested();
}

QList<QCPAxis*> SweepPlot::logAxes() const {
    return {area_.x()};
}

void SweepPlot::applyScale() {
    const bool logarithmic = isLogScale() && offersLogScale();
    canvas()->setLogarithmic(area_.x(), logarithmic);
    if (places_.isCategorical())
        area_.x()->setTicker(ticker_);
    else
        area_.x()->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new LogTicker(area_.x()))
                                         : QSharedPointer<QCPAxisTicker>(new LinearTicker(area_.x())));
}

void SweepPlot::build() {
    drawn_.clear();
    area_ = addPlotArea(canvas());
    ticker_.reset(new NameTicker(area_.x()));
    area_.y()->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(area_.y())));
    canvas()->follow(area_.x(), [this] { return fittedPlaces(); });
    canvas()->follow(area_.y(), [this] { return fittedMetric(); });
}

QCPRange SweepPlot::fittedPlaces() const {
    if (!places_.range())
        return {0, 1};
    const bool logarithmic = area_.x()->scaleType() == QCPAxis::stLogarithmic;
    return places_.isCategorical() ? *places_.range() : PlotCanvas::padded(*places_.range(), logarithmic, 0.04);
}

template <typename Use>
void SweepPlot::eachShown(Use use) const {
    for (std::size_t i = 0; i < figure_.lines.size(); ++i)
        for (const auto& point : figure_.lines[i].curve.points)
            use(places_.placeOf(point, i, figure_.lines.size()), point, point.spread.runs > 0 && !isLineHidden(i),
                point.paper && !isPaperHidden(i));
}

QCPRange SweepPlot::fittedMetric() const {
    std::optional<QCPRange> range;
    const auto add = [&](double low, double high) {
        range = range ? range->expanded(QCPRange(low, high)) : QCPRange(low, high);
    };
    const auto shown = area_.x()->range();
    eachShown([&](double x, const CurvePoint& point, bool mean, bool paper) {
        if (!shown.contains(x))
            return;
        if (mean)
            add(point.spread.lowest, point.spread.highest);
        if (paper)
            add(*point.paper, *point.paper);
    });
    return range ? PlotCanvas::padded(*range, false, 0.08) : QCPRange(0, 100);
}

bool SweepPlot::isLineHidden(std::size_t line) const {
    return isSeriesHidden(nameOf(figure_.lines[line]));
}

bool SweepPlot::isPaperHidden(std::size_t line) const {
    return isSeriesHidden(paperName(nameOf(figure_.lines[line])));
}

QColor SweepPlot::paperColor(std::size_t line) const {
    return mixed(colors().series(int(line)), colors().text, 0.5);
}

SweepPlot::Drawn SweepPlot::draw(std::size_t line) {
    const QColor color = colors().series(int(line));
    struct Place {
        double x;
        const CurvePoint* point;
    };
    std::vector<Place> places;
    for (const auto& point : figure_.lines[line].curve.points)
        places.push_back({places_.placeOf(point, line, figure_.lines.size()), &point});
    std::ranges::stable_sort(places, {}, &Place::x);  // as the error bars are matched by index
    QVector<double> x, mean, below, above, paperX, paper;
    for (const auto& [place, point] : places) {
        if (const auto& spread = point->spread; spread.runs > 0) {
            x += place, mean += spread.mean;
            below += spread.mean - spread.lowest, above += spread.highest - spread.mean;
        }
        if (point->paper)
            paperX += place, paper += *point->paper;
    }
    const auto lineStyle = places_.isCategorical() ? QCPGraph::lsNone : QCPGraph::lsLine;
    Drawn drawn;
    if (!paper.isEmpty()) {
        drawn.paper = canvas()->addGraph(area_.x(), area_.y());
        drawn.paper->setData(paperX, paper, true);
        drawn.paper->setLineStyle(lineStyle);
        drawn.paper->setPen(QPen(paperColor(line), 1.4, Qt::DashLine));
        drawn.paper->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(paperColor(line), 1.4), colors().background, markerSize));
        drawn.paper->setVisible(!isPaperHidden(line));
    }
    drawn.mean = canvas()->addGraph(area_.x(), area_.y());
    drawn.mean->setData(x, mean, true);
    drawn.mean->setLineStyle(lineStyle);
    drawn.mean->setPen(QPen(color, 1.5));
    drawn.mean->setScatterStyle(
        QCPScatterStyle(markerShapes[line % markerShapes.size()], QPen(color, 1.5), color, markerSize));
    drawn.mean->setVisible(!isLineHidden(line));
    drawn.bars = new QCPErrorBars(area_.x(), area_.y());
    drawn.bars->setDataPlottable(drawn.mean);
    drawn.bars->setData(below, above);
    drawn.bars->setPen(QPen(color, 1.2));
    drawn.bars->setSymbolGap(0);
    drawn.bars->setWhiskerWidth(6);
    drawn.bars->setVisible(!isLineHidden(line));
    return drawn;
}

void SweepPlot::redraw(const RunData&) {
    for (const auto& drawn : std::as_const(drawn_)) {
        canvas()->removePlottable(drawn.bars);  // before its graph
        canvas()->removePlottable(drawn.mean);
        if (drawn.paper)
            canvas()->removePlottable(drawn.paper);
    }
    drawn_.clear();
    legend_.clear();
    QVector<LegendEntry> entries;
    for (std::size_t i = 0; i < figure_.lines.size(); ++i) {
        drawn_ += draw(i);
        const QString name = nameOf(figure_.lines[i]);
        entries.append({name, QPen(colors().series(int(i)), 2), false, !isLineHidden(i)});
        legend_ += name;
        if (drawn_.last().paper) {
            entries.append({paperName(name), drawn_.last().paper->pen(), false, !isPaperHidden(i)});
            legend_ += paperName(name);
        }
    }
    area_.legend->setEntries(entries);
    area_.legend->setStyle(smallFont(), colors().text);
    area_.x()->setLabel(figure_.key);
    area_.y()->setLabel(tr("%1 (%)").arg(figure_.metric));
    QStringList names;
    int width = 0;
    for (const auto& name : places_.names()) {
        names += name.size() <= longestName ? name : name.left(longestName - 1) + QChar(0x2026);
        width += QFontMetrics(smallFont()).horizontalAdvance(names.last()) + 16;
    }
    ticker_->setNames(names);
    area_.x()->setTickLabelRotation(places_.isCategorical() && width > canvas()->width() - 80 ? -45 : 0);
}

QVector<SeriesEntry> SweepPlot::series(const RunData&) const {
    QVector<SeriesEntry> entries;
    for (std::size_t i = 0; i < figure_.lines.size(); ++i) {
        const auto& line = figure_.lines[i];
        entries.append({nameOf(line), colors().series(int(i))});
        if (std::ranges::any_of(line.curve.points, [](const CurvePoint& point) { return point.paper.has_value(); }))
            entries.append({paperName(nameOf(line)), paperColor(i)});
    }
    return entries;
}

bool SweepPlot::hasContent(const RunData&) const {
    return std::ranges::any_of(figure_.lines, [](const sweeps::CurveLine& line) {
        return std::ranges::any_of(line.curve.points, [](const CurvePoint& point) { return point.spread.runs > 0; });
    });
}

int SweepPlot::pointCount(const RunData&) const {
    int points = 0;
    eachShown([&](double, const CurvePoint&, bool mean, bool paper) { points += int(mean) + int(paper); });
    return points;
}

QString SweepPlot::describe(const CurvePoint& point) const {
    const auto figure = [this](double value) { return QString::number(value, 'f', figure_.digits); };
    const auto& spread = point.spread;
    QStringList parts;
    if (spread.runs > 1)
        parts += tr("%1 ± %2  [%3 … %4]")
                     .arg(figure(spread.mean), figure(spread.deviation), figure(spread.lowest), figure(spread.highest));
    else if (spread.runs == 1)
        parts += figure(spread.mean);
    if (spread.runs > 0)
        parts += spread.runs == 1 ? tr("1 run") : tr("%1 runs").arg(spread.runs);
    if (point.failed > 0)
        parts += tr("%1 failed").arg(point.failed);
    if (point.waiting > 0)
        parts += tr("%1 not finished").arg(point.waiting);
    return parts.join(QStringLiteral(", "));
}

ReadoutText SweepPlot::readoutAt(const QPointF& position, QCPAxisRect*) const {
    const CurvePoint* nearest = nullptr;
    double distance = HUGE_VAL;
    eachShown([&](double x, const CurvePoint& point, bool mean, bool paper) {
        const double away = std::abs(area_.x()->coordToPixel(x) - position.x());
        if ((mean || paper) && away < distance)
            distance = away, nearest = &point;
    });
    if (!nearest)
        return {};
    ReadoutText text;
    text.title = QStringLiteral("%1 = %2").arg(figure_.key, SweepPlaces::nameOf(*nearest));
    text.crosshair = places_.placeOf(*nearest);
    qsizetype under = -1;
    distance = HUGE_VAL;
    const auto add = [&](const QColor& color, const QString& name, const QString& value, std::optional<double> number) {
        const double away = number ? std::abs(area_.y()->coordToPixel(*number) - position.y()) : HUGE_VAL;
        if (away < distance)
            distance = away, under = text.lines.size();
        text.lines.append({color, name, value, false, number});
    };
    for (std::size_t i = 0; i < figure_.lines.size(); ++i)
        for (const auto& point : figure_.lines[i].curve.points) {
            if (point.value != nearest->value)
                continue;
            const QString name = nameOf(figure_.lines[i]);
            if (!isLineHidden(i))
                add(colors().series(int(i)), name, describe(point),
                    point.spread.runs > 0 ? std::optional(point.spread.mean) : std::nullopt);
            if (point.paper && !isPaperHidden(i))
                add(paperColor(i), paperName(name), QString::number(*point.paper, 'f', figure_.digits), point.paper);
        }
    if (under >= 0)
        text.lines[under].strong = true;
    return text;
}

QByteArray SweepPlot::csv(const RunData&) const {
    std::vector<sweeps::CurveLine> shown;
    for (std::size_t i = 0; i < figure_.lines.size(); ++i)
        if (!isLineHidden(i))
            shown.push_back(figure_.lines[i]);
    return QByteArray::fromStdString(
        sweeps::linesCsv(shown, figure_.key.toStdString(), figure_.by.toStdString(), figure_.metricKey.toStdString()));
}

QString SweepPlot::legendEntryAt(const QPointF& position) const {
    return legend_.value(area_.legend->entryAt(position));
}

}  // namespace isonet::widgets
