#include "widgets/ComparePanel.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/FlowLegend.h"
#include "widgets/Format.h"
#include "widgets/PlotTickers.h"
#include "widgets/SeriesTools.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype groupPoints = 2000;  // at which a group's mean is taken

PanelText textOf(const std::string& tag) {
    return {QStringLiteral("compare/") + QString::fromStdString(tag), comparedTitle(tag),
            QObject::tr("<p><b>%1</b> (%2) of the runs that are checked in the table.</p><p>Grouped: the line is the "
                        "mean of a group's runs, the band reaches from the smallest to the largest. A click on the "
                        "legend hides and shows a run.</p>")
                .arg(comparedTitle(tag), QString::fromStdString(tag))};
}

// Linear between points; nothing outside them.
double valueAt(const QVector<double>& x, const QVector<double>& y, double at) {
    const auto after = std::lower_bound(x.begin(), x.end(), at) - x.begin();
    if (after == x.size() || at < x.first())
        return std::nan("");
    if (after == 0 || x[after] == at)
        return y[after];
    const double share = (at - x[after - 1]) / (x[after] - x[after - 1]);
    return y[after - 1] + share * (y[after] - y[after - 1]);
}

}  // namespace

ComparePanel::ComparePanel(const std::string& tag, ComparedRuns* runs, QWidget* parent)
    : PlotPanel(textOf(tag), parent), tag_(tag), runs_(runs) {
    const auto renew = [this] {
        setData(runs_->runs().isEmpty() ? nullptr : runs_->runs().first().data.get());
        requestRefresh();
    };
    connect(runs_, &ComparedRuns::runsChanged, this, renew);
    connect(runs_, &ComparedRuns::valuesChanged, this, [this] { requestRefresh(); });
    renew();
}

void ComparePanel::build() {
    lines_.clear();
    legend_ = new FlowLegend(canvas());
    canvas()->plotLayout()->addElement(0, 0, legend_);
    rect_ = canvas()->addAxisRect(1, 0);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    canvas()->follow(x, [this] {
        std::optional<QCPRange> all;
        for (const auto& line : std::as_const(lines_))
            if (line.shown && !line.values.isEmpty()) {
                const QCPRange one(line.values.x().first(), line.values.x().last());
                all = all ? all->expanded(one) : one;
            }
        if (!all)
            return QCPRange(0, 1);
        if (isLogX())
            return PlotCanvas::padded(QCPRange(std::max(all->lower, 1.0), std::max(all->upper, 2.0)), true, 0.01);
        return all->size() > 0 ? PlotCanvas::padded(*all, false, 0.01) : QCPRange(all->lower - 1, all->upper + 1);
    });
    canvas()->follow(y, [this, x, y] {
        // The points for the present steps; extremes are among them, so the fit is exact.
        for (const auto& line : std::as_const(lines_))
            if (line.shown)
                line.values.draw(line.curve);
        return fittedValues(graphs(), x, y, viewOptions().ignoresOutliers());
    });
}

QVector<QCPGraph*> ComparePanel::graphs() const {
    QVector<QCPGraph*> all;
    for (const auto& line : lines_) {
        all << line.curve;
        if (line.lower)
            all << line.lower << line.upper;
    }
    return all;
}

QList<QCPAxis*> ComparePanel::logAxes() const {
    return {rect_->axis(QCPAxis::atLeft)};
}

QList<QCPAxis*> ComparePanel::xAxes() const {
    return {rect_->axis(QCPAxis::atBottom)};
}

bool ComparePanel::hasContent(const RunData&) const {
    return std::any_of(runs_->runs().begin(), runs_->runs().end(),
                       [&](const ComparedRun& run) { return comparedSeries(*run.data, tag_).has_value(); });
}

QString ComparePanel::whyEmpty(const RunData* data) const {
    return data ? tr("None of the checked runs has recorded %1.").arg(QString::fromStdString(tag_))
                : tr("Check runs in the table above to compare them.");
}

void ComparePanel::redraw(const RunData&) {
    makeLines();
    QVector<LegendEntry> entries;
    for (auto& line : lines_) {
        const QColor colour = colours().series(line.colour);
        entries.append({shortRunName(line.name), QPen(colour, 2), false, line.shown});
        for (auto* graph : {line.curve, line.behind, line.lower, line.upper})
            if (graph)
                graph->setVisible(line.shown);
        QColor pale = colour;
        pale.setAlpha(colours().dark ? 80 : 60);
        line.behind->setPen(QPen(pale, 1));
        const bool single = line.values.x().size() == 1;
        line.curve->setScatterStyle(single ? QCPScatterStyle(QCPScatterStyle::ssDisc, 5) : QCPScatterStyle());
        if (line.upper) {
            for (auto* graph : {line.lower, line.upper})
                graph->setPen(Qt::NoPen);
            QColor band = colour;
            band.setAlpha(45);
            line.upper->setBrush(band);
            line.upper->setChannelFillGraph(line.lower);
        }
    }
    legend_->setEntries(entries);
    legend_->setStyle(smallFont(), colours().text);
}

void ComparePanel::makeLines() {
    before_ = std::exchange(lines_, {});
    const QStringList groups = runs_->groups();
    if (groups.isEmpty())
        for (const auto& run : runs_->runs())
            addRun(run);
    else
        for (const auto& group : groups)
            addGroup(group);
    for (const auto& line : std::as_const(before_))
        removeLine(line);
    before_.clear();
}

ComparePanel::Line ComparePanel::lineOf(const QString& name, bool band) {
    for (qsizetype i = 0; i < before_.size(); ++i)
        if (before_[i].name == name && (before_[i].lower != nullptr) == band)
            return before_.takeAt(i);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    Line line;
    line.name = name;
    if (band) {
        line.lower = canvas()->addGraph(x, y);
        line.upper = canvas()->addGraph(x, y);
    }
    line.behind = canvas()->addGraph(x, y);
    line.curve = canvas()->addGraph(x, y);
    return line;
}

void ComparePanel::removeLine(const Line& line) {
    for (auto* graph : {line.upper, line.lower, line.behind, line.curve})
        if (graph)
            canvas()->removeGraph(graph);
}

void ComparePanel::addRun(const ComparedRun& run) {
    const auto series = comparedSeries(*run.data, tag_);
    if (!series)
        return;
    Line line = lineOf(run.name, false);
    line.colour = run.colour;
    line.shown = !isSeriesHidden(run.name);
    line.steps = series->steps;
    const auto places = xValues(*run.data, *series, xAxis());
    const double weight = viewOptions().smoothing();
    if (weight > 0 && series->steps.size() >= fewestToSmooth) {
        line.raw.setPoints(places, series->values);
        line.values.setPoints(places, smoothed(series->values, weight));
    } else {
        line.values.setPoints(places, series->values);
        line.raw.setPoints({}, {});
    }
    lines_.append(std::move(line));
}

void ComparePanel::addGroup(const QString& group) {
    std::vector<std::pair<QVector<double>, QVector<double>>> members;
    QVector<double> grid;
    int colour = 0;
    for (const auto& run : runs_->runs()) {
        const auto series = run.group == group ? comparedSeries(*run.data, tag_) : std::nullopt;
        if (!series)
            continue;
        const double weight = viewOptions().smoothing();
        auto places = xValues(*run.data, *series, xAxis());
        colour = run.colour;
        if (places.size() > grid.size())
            grid = places;
        members.emplace_back(std::move(places), weight > 0 && series->steps.size() >= fewestToSmooth
                                                    ? smoothed(series->values, weight)
                                                    : series->values);
    }
    if (members.empty())
        return;
    Line line = lineOf(members.size() == 1 ? group : tr("%1 (mean of %2)").arg(group).arg(members.size()), true);
    line.colour = colour;
    line.shown = !isSeriesHidden(line.name);
    if (grid.size() > groupPoints) {
        QVector<double> coarse;
        for (qsizetype i = 0; i < groupPoints; ++i)
            coarse.append(grid[i * (grid.size() - 1) / (groupPoints - 1)]);
        grid = coarse;
    }
    QVector<double> mean, low, high;
    for (const double at : std::as_const(grid)) {
        double sum = 0, least = HUGE_VAL, most = -HUGE_VAL;
        int count = 0;
        for (const auto& [places, values] : members)
            if (const double value = valueAt(places, values, at); std::isfinite(value)) {
                sum += value, ++count;
                least = std::min(least, value), most = std::max(most, value);
            }
        mean.append(count ? sum / count : std::nan(""));
        low.append(count ? least : std::nan(""));
        high.append(count ? most : std::nan(""));
    }
    line.steps = grid;
    line.values.setPoints(grid, mean);
    line.low.setPoints(grid, low);
    line.high.setPoints(grid, high);
    lines_.append(std::move(line));
}

void ComparePanel::choosePens() {
    for (const auto& line : std::as_const(lines_)) {
        if (!line.shown)
            continue;
        line.values.draw(line.curve);
        line.raw.draw(line.behind);
        if (line.lower) {
            line.low.draw(line.lower);
            line.high.draw(line.upper);
        }
        line.curve->setPen(penFor(line.curve, colours().series(line.colour), 1.5));
    }
}

QVector<SeriesEntry> ComparePanel::seriesEntries() const {
    QVector<SeriesEntry> entries;
    for (const auto& line : lines_)
        entries.append({line.name, colours().series(line.colour)});
    return entries;
}

int ComparePanel::countPoints() const {
    qsizetype points = 0;
    for (const auto& line : lines_)
        if (line.shown)
            points += line.values.x().size();
    return int(points);
}

ReadOutText ComparePanel::readOutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadOutText text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    double nearest = HUGE_VAL, closest = HUGE_VAL;
    for (const auto& line : lines_) {
        const qsizetype i = line.shown ? nearestIndex(line.values.x(), x) : -1;
        if (i >= 0 && std::abs(line.values.x()[i] - x) < nearest) {
            nearest = std::abs(line.values.x()[i] - x);
            text.crosshair = line.values.x()[i];
        }
    }
    if (!text.crosshair)
        return {};
    text.title = xText(xAxis(), *text.crosshair);
    qsizetype under = -1;
    for (const auto& line : lines_) {
        const qsizetype i = line.shown ? nearestIndex(line.values.x(), *text.crosshair) : -1;
        if (i < 0)
            continue;
        const double value = line.values.y()[i];
        const double distance = std::abs(rect->axis(QCPAxis::atLeft)->coordToPixel(value) - position.y());
        if (distance < closest)
            closest = distance, under = text.lines.size();
        QString words = valueText(value);
        if (!line.low.isEmpty())
            words += QStringLiteral("  [%1 … %2]").arg(valueText(line.low.y()[i]), valueText(line.high.y()[i]));
        else if (line.values.x()[i] != *text.crosshair)
            words += QStringLiteral("  (%1)").arg(xText(xAxis(), line.values.x()[i]));
        text.lines.append({colours().series(line.colour), line.name, words, false, value});
    }
    if (under >= 0)
        text.lines[under].strong = true;
    return text;
}

QByteArray ComparePanel::csvOf(const RunData&) const {
    QByteArray csv = "run," + scalarCsvHeader();
    for (const auto& run : runs_->runs()) {
        if (isSeriesHidden(run.name))
            continue;
        if (const auto series = comparedSeries(*run.data, tag_)) {
            QByteArray lines;
            appendCsv(lines, tag_, *series);
            QString name = run.name;
            name.replace(QLatin1Char('"'), QLatin1String("\"\""));
            for (const auto& line : lines.split('\n'))
                if (!line.isEmpty())
                    csv += '"' + name.toUtf8() + "\"," + line + '\n';
        }
    }
    return csv;
}

void ComparePanel::onClick(const QPointF& position) {
    const int entry = legend_->entryAt(position);
    if (entry >= 0 && entry < lines_.size())
        setSeriesShown(lines_[entry].name, isSeriesHidden(lines_[entry].name));
}

}  // namespace isonet::widgets
