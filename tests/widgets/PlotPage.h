// The plots of page Learning, filled with a run of a small network up to a step.
#pragma once

#include <QCoreApplication>
#include <QStringList>
#include <memory>

#include "tests/widgets/RunRecords.h"
#include "widgets/live/DeviationPlot.h"
#include "widgets/live/LivePlots.h"
#include "widgets/live/OffsetPlot.h"
#include "widgets/live/RunView.h"
#include "widgets/live/SpectrumPlot.h"
#include "widgets/plot/PlotPanel.h"
#include "widgets/series/RunData.h"

namespace isonet::test {

inline const QStringList panelNames{"lossPanel", "deviationPanel", "spectrumPanel", "offsetPanel"};

struct PlotPage {
    explicit PlotPage(int last = 400) {
        data.setConfig(config);
        if (last >= 0)
            data.append(wholeRun(config, last));
        view.setData(&data);
        view.resize(900, 680);
        view.show();
        for (const auto& name : panelNames)
            view.panel(name)->refreshNow();
        // The layout is final once the panels have been shown and drawn.
        QCoreApplication::processEvents();
        for (const auto& name : panelNames)
            view.panel(name)->canvas()->replot();
    }
    widgets::PlotPanel* loss() { return view.panel("lossPanel"); }
    widgets::PlotPanel* deviation() { return view.panel("deviationPanel"); }
    widgets::PlotPanel* spectrum() { return view.panel("spectrumPanel"); }
    widgets::PlotPanel* offset() { return view.panel("offsetPanel"); }
    widgets::DeviationPlot* deviationPlot() { return deviation()->contentAs<widgets::DeviationPlot>(); }
    widgets::SpectrumPlot* spectrumPlot() { return spectrum()->contentAs<widgets::SpectrumPlot>(); }
    widgets::OffsetPlot* offsetPlot() { return offset()->contentAs<widgets::OffsetPlot>(); }

    config::RunConfig config = smallConfig();
    widgets::RunData data;
    widgets::RunView view;
};

inline std::unique_ptr<widgets::PlotPanel> makePanel(const widgets::LivePlot& plot) {
    return std::unique_ptr<widgets::PlotPanel>(plot.makePanel());
}

inline QPointF centerOf(widgets::PlotPanel* panel, int rect = 0) {
    return QRectF(panel->canvas()->axisRect(rect)->rect()).center();
}

}  // namespace isonet::test
