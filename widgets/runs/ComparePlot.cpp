#include "widgets/runs/ComparePlot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "widgets/common/FlowLegend.h"
#include "widgets/common/Format.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/runs/CurveDistance.h"
#include "widgets/runs/GroupMean.h"
#include "widgets/series/SeriesCsv.h"
#include "widgets/series/SeriesMath.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype mostNotes = 6;  // of a group
constexpr int legendRows = 3;
constexpr std::array lineStyles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
constexpr double clickReach = 8;  // pixels
constexpr double selectedWidth = 3, denseSelectedWidth = 2;

PlotText textOf(const std::string& tag) {
    return {QStringLiteral("compare/") + QString::fromStdString(tag), comparedTitle(tag),
            ComparePlot::tr("<p><b>%1</b> (%2) of the runs checked in the table.</p><p>Grouped runs: the line is the "
                            "mean of the group, the band extends from minimum to maximum; both say where they cover "
                            "fewer runs. A cross or triangle at the edge marks a value that is not finite. Click the "
                            "legend to hide or show a run, a curve to select its run in the table.</p>")
                .arg(comparedTitle(tag).toHtmlEscaped(), QString::fromStdString(tag).toHtmlEscaped())};
}

QString runsText(int runs) {
    return runs == 1 ? ComparePlot::tr("1 run") : ComparePlot::tr("mean of %1").arg(runs);
}

}  // namespace

ComparePlot::ComparePlot(const std::string& tag, const ComparedRuns* runs) : tag_(tag), runs_(runs) {}

void ComparePlot::build() {
    lines_.clear();
    legend_ = new FlowLegend(canvas());
    legend_->setRowLimit(legendRows);
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
        // The sampled points include the extremes, so the fitted range is exact.
        for (const auto& line : std::as_const(lines_))
            if (line.shown)
                line.values.draw(line.curve);
        return fittedValues(graphs(), x, y, viewOptions().ignoresOutliers());
    });
}

QVector<QCPGraph*> ComparePlot::graphs() const {
    QVector<QCPGraph*> all;
    for (const auto& line : lines_) {
        all << line.curve;
        if (line.lower)
            all << line.lower << line.upper;
    }
    return all;
}

bool ComparePlot::hasContent(const RunData&) const {
    return std::any_of(runs_->runs().begin(), runs_->runs().end(),
                       [&](const ComparedRun& run) { return comparedSeries(*run.data, tag_).has_value(); });
}

QString ComparePlot::emptyText(const RunData* data) const {
    return data ? tr("No checked run has recorded %1.").arg(QString::fromStdString(tag_))
                : tr("Check runs in the table above to compare them.");
}

void ComparePlot::redraw(const RunData&) {
    makeLines();
    QVector<LegendEntry> entries;
    QHash<int, int> ofColor;  // lines so far
    for (auto& line : lines_) {
        const QColor color = colors().series(line.color);
        line.style = lineStyles[std::size_t(ofColor[line.color]++) % lineStyles.size()];
        entries.append({line.name, QPen(color, 2, line.style), false, line.shown});
        for (auto* graph : {line.curve, line.behind, line.lower, line.upper})
            if (graph)
                graph->setVisible(line.shown);
        QColor pale = color;
        pale.setAlpha(colors().dark ? 80 : 60);
        line.behind->setPen(QPen(pale, 1));
        for (auto* note : std::as_const(line.notes)) {
            note->setVisible(line.shown);
            note->setFont(smallFont());
            note->setColor(color);
        }
        if (line.upper) {
            for (auto* graph : {line.lower, line.upper})
                graph->setPen(Qt::NoPen);
            QColor band = color;
            band.setAlpha(45);
            line.upper->setBrush(band);
            line.upper->setChannelFillGraph(line.lower);
        }
    }
    legend_->setEntries(entries);
    legend_->setStyle(smallFont(), colors().text);
}

void ComparePlot::makeLines() {
    before_ = std::exchange(lines_, {});
    const QStringList groups = runs_->groups();
    const auto isFull = [this] { return lines_.size() >= shownRuns; };
    if (groups.isEmpty())
        for (auto run = runs_->runs().begin(); run != runs_->runs().end() && !isFull(); ++run)
            addRun(*run);
    else
        for (auto group = groups.begin(); group != groups.end() && !isFull(); ++group)
            addGroup(*group);
    for (const auto& line : std::as_const(before_))
        removeLine(line);
    before_.clear();
}

ComparePlot::Line ComparePlot::lineOf(const QString& name, bool band) {
    for (qsizetype i = 0; i < before_.size(); ++i)
        if (before_[i].name == name && (before_[i].lower != nullptr) == band)
            return before_.takeAt(i);
    const auto graph = [this] { return new CurveGraph(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft)); };
    Line line;
    line.name = name;
    if (band) {
        line.lower = graph();
        line.upper = graph();
    }
    line.behind = graph();
    line.curve = graph();
    return line;
}

void ComparePlot::removeLine(const Line& line) {
    for (auto* graph : {line.upper, line.lower, line.behind, line.curve})
        if (graph)
            canvas()->removeGraph(graph);
    for (auto* note : line.notes)
        canvas()->removeItem(note);
}

void ComparePlot::addRun(const ComparedRun& run) {
    const auto series = comparedSeries(*run.data, tag_);
    if (!series)
        return;
    Line line = lineOf(run.label, false);
    line.paths = {run.path};
    line.color = run.color;
    line.shown = !isSeriesHidden(run.label);
    const auto places = xValues(*run.data, *series, xAxis());
    const double weight = viewOptions().smoothing();
    line.values.setPoints(places, smoothed(series->values, weight));
    line.raw.setPoints(weight > 0 ? places : QVector<double>(), weight > 0 ? series->values : QVector<double>());
    line.curve->setNonFinite(line.values.nonFinite());
    lines_.append(std::move(line));
}

void ComparePlot::addGroup(const QString& group) {
    std::vector<GroupMember> members;
    QStringList paths;
    int color = 0;
    const double weight = viewOptions().smoothing();
    for (const auto& run : runs_->runs()) {
        const auto series = run.group == group ? comparedSeries(*run.data, tag_) : std::nullopt;
        if (!series)
            continue;
        color = paths.isEmpty() ? run.color : color;
        paths.append(run.path);
        members.push_back({xValues(*run.data, *series, xAxis()), series->values, smoothed(series->values, weight)});
    }
    if (members.empty())
        return;
    Line line = lineOf(members.size() == 1 ? group : tr("%1 (mean of %2)").arg(group).arg(members.size()), true);
    line.paths = paths;
    line.color = color;
    line.shown = !isSeriesHidden(line.name);
    line.members = int(members.size());
    const auto all = groupMean(members);
    line.counts = all.counts;
    line.values.setPoints(all.places, all.mean);
    line.low.setPoints(all.places, all.low);
    line.high.setPoints(all.places, all.high);
    line.raw.setPoints(weight > 0 ? all.places : QVector<double>(), weight > 0 ? all.raw : QVector<double>());
    line.curve->setNonFinite(all.nonFinite);
    addNotes(line);
    lines_.append(std::move(line));
}

// Where runs of the group end, or begin again.
void ComparePlot::addNotes(Line& line) {
    for (auto* note : std::as_const(line.notes))
        canvas()->removeItem(note);
    line.notes.clear();
    QVector<qsizetype> changes;
    for (qsizetype i = 1; i < line.counts.size(); ++i)
        if (line.counts[i] != line.counts[i - 1] && line.counts[i] > 0)
            changes.append(i);
    if (changes.size() > mostNotes)
        return;  // the readout has the numbers
    for (const qsizetype i : std::as_const(changes)) {
        auto* note = new QCPItemText(canvas());
        note->setClipAxisRect(rect_);
        note->position->setAxisRect(rect_);
        note->position->setAxes(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
        note->position->setCoords(line.values.x()[i], line.values.y()[i]);
        note->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
        note->setText(runsText(line.counts[i]));
        line.notes.append(note);
    }
}

void ComparePlot::updatePens() {
    for (const auto& line : std::as_const(lines_)) {
        if (!line.shown)
            continue;
        line.values.draw(line.curve);
        line.raw.draw(line.behind);
        if (line.lower) {
            line.low.draw(line.lower);
            line.high.draw(line.upper);
        }
        const bool selected =
            std::ranges::any_of(line.paths, [&](const auto& path) { return runs_->isSelected(path); });
        QPen pen = penFor(line.curve, colors().series(line.color), selected ? selectedWidth : 1.5);
        if (selected)  // also a dense curve, which penFor() draws thinly
            pen.setWidthF(std::max(pen.widthF(), denseSelectedWidth));
        pen.setStyle(line.style);
        line.curve->setPen(pen);
    }
}

QVector<SeriesEntry> ComparePlot::series(const RunData&) const {
    QVector<SeriesEntry> entries;
    for (const auto& line : lines_)
        entries.append({line.name, colors().series(line.color)});
    return entries;
}

int ComparePlot::pointCount(const RunData&) const {
    qsizetype points = 0;
    for (const auto& line : lines_)
        if (line.shown)
            points += line.values.x().size();
    return int(points);
}

ReadoutText ComparePlot::readoutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadoutText text;
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
        qsizetype i = line.shown ? nearestIndex(line.values.x(), *text.crosshair) : -1;
        if (i < 0)
            continue;
        if (i > 0 && !line.counts.isEmpty() && line.values.x()[i - 1] == line.values.x()[i])
            --i;  // the point before a break
        const double value = line.values.y()[i];
        const double distance = std::abs(rect->axis(QCPAxis::atLeft)->coordToPixel(value) - position.y());
        if (distance < closest)
            closest = distance, under = text.lines.size();
        QString description = valueText(value);
        if (!line.raw.isEmpty())
            description = smoothedText(valueText(line.raw.y()[i]), value);
        if (!line.low.isEmpty())
            description += QStringLiteral("  [%1 … %2]").arg(valueText(line.low.y()[i]), valueText(line.high.y()[i]));
        if (line.counts.value(i, line.members) != line.members)
            description += tr("  %1").arg(runsText(line.counts[i]));
        else if (line.values.x()[i] != *text.crosshair)
            description += QStringLiteral("  (%1)").arg(xText(xAxis(), line.values.x()[i]));
        text.lines.append({colors().series(line.color), line.name, description, false, value});
    }
    if (under >= 0)
        text.lines[under].strong = true;
    return text;
}

QByteArray ComparePlot::csv(const RunData&) const {
    QByteArray csv = "run," + scalarCsvHeader();
    for (const auto& run : runs_->runs()) {
        if (isSeriesHidden(run.label))
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

QString ComparePlot::legendEntryAt(const QPointF& position) const {
    const int entry = legend_->entryAt(position);
    return entry >= 0 && entry < lines_.size() ? lines_[entry].name : QString();
}

QStringList ComparePlot::runsAt(const QPointF& position) const {
    const Line* nearest = nullptr;
    double distance = HUGE_VAL;
    for (const auto& line : lines_)
        if (line.shown)
            if (const double away = curveDistance(*line.curve, position, clickReach); away < distance)
                distance = away, nearest = &line;
    return nearest ? nearest->paths : QStringList();
}

void ComparePlot::onClick(const QPointF& position) {
    PlotContent::onClick(position);
    if (!rect_ || !rect_->rect().contains(position.toPoint()))
        return;
    if (const QStringList paths = runsAt(position); !paths.isEmpty())
        Q_EMIT runsClicked(paths);
}

PlotPanel* makeComparePanel(const std::string& tag, ComparedRuns* runs) {
    auto* panel = new PlotPanel(textOf(tag), std::make_unique<ComparePlot>(tag, runs));
    const auto update = [panel, runs] {
        panel->setData(runs->runs().isEmpty() ? nullptr : runs->runs().first().data.get());
    };
    QObject::connect(runs, &ComparedRuns::runsChanged, panel, update);
    QObject::connect(runs, &ComparedRuns::valuesChanged, panel,
                     [panel] { Q_EMIT panel->content().refreshRequested(); });
    QObject::connect(runs, &ComparedRuns::selectionChanged, panel,
                     [panel] { Q_EMIT panel->content().refreshRequested(); });
    update();
    return panel;
}

}  // namespace isonet::widgets
