// The plots of a run, page by page. Each is described next to its implementation; RunView reads this table.
#pragma once

#include <QStringList>
#include <functional>
#include <memory>
#include <vector>

#include "training/schedule/Measurements.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/PlotHeader.h"

namespace isonet::widgets {

class PlotPanel;

enum class LivePage { Learning, Steering, Depth, Relations };
QStringList livePageTitles();  // in enum order

struct LivePlot {
    PlotText text;  // object name, title, tooltip
    std::function<std::unique_ptr<PlotContent>()> makeContent;
    std::vector<schedule::Measured> measured = {schedule::Measured::Scalars};  // what it shows
    std::function<QString(const config::RunConfig&)> never = {};               // why a run has no values; empty: it has

    PlotPanel* makePanel() const;  // the caller owns it
};

// Page and description of every plot, in the order in which they are laid out. One line adds a plot.
#define ISONET_LIVE_PLOTS(PLOT)   \
    PLOT(Learning, lossPlot)      \
    PLOT(Learning, deviationPlot) \
    PLOT(Learning, spectrumPlot)  \
    PLOT(Learning, offsetPlot)    \
    PLOT(Steering, ratePlot)      \
    PLOT(Steering, balancePlot)   \
    PLOT(Steering, sigmaPlot)     \
    PLOT(Steering, devicePlot)    \
    PLOT(Depth, signalPlot)       \
    PLOT(Depth, gradientPlot)     \
    PLOT(Depth, momentumPlot)     \
    PLOT(Depth, healthPlot)       \
    PLOT(Relations, parametricPlot)

#define ISONET_DECLARE_PLOT(page, plot) LivePlot plot();
ISONET_LIVE_PLOTS(ISONET_DECLARE_PLOT)
#undef ISONET_DECLARE_PLOT

std::vector<LivePlot> livePlots(LivePage page);

}  // namespace isonet::widgets
