// A panel as it is drawn: its graphs, its labels, and points of its first axis rect.
#pragma once

#include <QCoreApplication>
#include <functional>

#include "tests/widgets/RunRecords.h"
#include "widgets/plot/CurveGraph.h"
#include "widgets/plot/PlotPanel.h"

namespace isonet::test {

inline std::vector<telemetry::Record> curve(const std::string& tag, int steps,
                                            const std::function<double(int)>& value) {
    std::vector<telemetry::Record> records;
    for (int step = 0; step < steps; ++step)
        records.push_back(scalar(tag, step, value(step)));
    return records;
}

inline void layOut(widgets::PlotPanel& panel, const QSize& size = {600, 400}) {
    panel.resize(size);
    panel.show();
    panel.refreshNow();
    QCoreApplication::processEvents();
    panel.canvas()->replot();
}

// The graphs with data, the drawn line of each curve last.
inline QVector<widgets::CurveGraph*> drawnGraphs(widgets::PlotPanel& panel) {
    QVector<widgets::CurveGraph*> graphs;
    for (int i = 0; i < panel.canvas()->graphCount(); ++i)
        if (auto* graph = dynamic_cast<widgets::CurveGraph*>(panel.canvas()->graph(i));
            graph && graph->visible() && !graph->data()->isEmpty())
            graphs.append(graph);
    return graphs;
}

inline QStringList labels(widgets::PlotPanel& panel) {
    QStringList texts;
    for (int i = 0; i < panel.canvas()->itemCount(); ++i)
        if (const auto* text = qobject_cast<QCPItemText*>(panel.canvas()->item(i)))
            texts.append(text->text());
    return texts;
}

inline QPointF pointAt(widgets::PlotPanel& panel, double x, double y) {
    const auto* rect = panel.canvas()->axisRect(0);
    return {rect->axis(QCPAxis::atBottom)->coordToPixel(x), rect->axis(QCPAxis::atLeft)->coordToPixel(y)};
}

}  // namespace isonet::test
