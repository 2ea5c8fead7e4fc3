#include "widgets/plot/PlotContent.h"

#include "widgets/plot/PlotTickers.h"
#include "widgets/series/SeriesCsv.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {

QByteArray PlotContent::csv(const RunData& data) const {
    QByteArray csv = scalarCsvHeader();
    for (const auto& [tag, series] : shownValues(data))
        appendCsv(csv, tag, series);
    return csv;
}

int PlotContent::pointCount(const RunData& data) const {
    qsizetype points = 0;
    for (const auto& [tag, series] : shownValues(data))
        points += series.steps.size();
    return static_cast<int>(points);
}

QString PlotContent::emptyText(const RunData* data) const {
    return data ? tr("No values yet.") : tr("No run is open. Start one, or choose one from the list of runs.");
}

QString PlotContent::subject() const {
    return data() && data()->config() ? QString::fromStdString(config::runTitle(*data()->config())) : QString();
}

QList<QCPAxis*> PlotContent::logAxes() const {
    return {canvas()->axisRect(0)->axis(QCPAxis::atLeft)};
}

QList<QCPAxis*> PlotContent::xAxes() const {
    return {canvas()->axisRect(0)->axis(QCPAxis::atBottom)};
}

void PlotContent::applyScale() {
    for (auto* axis : logAxes()) {
        canvas()->setLogarithmic(axis, isLogScale());
        axis->setTicker(isLogScale() ? QSharedPointer<QCPAxisTicker>(new LogTicker(axis))
                                     : QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
    }
}

void PlotContent::onClick(const QPointF& position) {
    if (const QString name = legendEntryAt(position); !name.isEmpty())
        Q_EMIT seriesToggled(name);
}

XAxis PlotContent::xAxis() const {
    const XAxis wanted = viewOptions().xAxis();
    return xAxes().isEmpty() || !data() || !offersXAxis(*data(), wanted) ? XAxis::Step : wanted;
}

bool PlotContent::isLogX() const {
    return viewOptions().logX() && xAxis() != XAxis::Wall && !xAxes().isEmpty();
}

bool PlotContent::sharesXAxis() const {
    return state_->built && hasStepAxis() && xAxis() == viewOptions().xAxis() && isLogX() == viewOptions().logX();
}

}  // namespace isonet::widgets
