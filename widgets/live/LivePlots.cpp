#include "widgets/live/LivePlots.h"

#include "widgets/plot/PlotPanel.h"

namespace isonet::widgets {

QStringList livePageTitles() {
    return {QObject::tr("Learning"), QObject::tr("Balance"), QObject::tr("Depth"), QObject::tr("Relations")};
}

PlotPanel* LivePlot::makePanel() const {
    return new PlotPanel(text, makeContent());
}

std::vector<LivePlot> livePlots(LivePage page) {
    struct Entry {
        LivePage page;
        LivePlot (*describe)();
    };
#define ISONET_PLOT_ENTRY(page, plot) {LivePage::page, plot},
    static constexpr Entry entries[] = {ISONET_LIVE_PLOTS(ISONET_PLOT_ENTRY)};
#undef ISONET_PLOT_ENTRY
    std::vector<LivePlot> plots;
    for (const auto& entry : entries)
        if (entry.page == page)
            plots.push_back(entry.describe());
    return plots;
}

}  // namespace isonet::widgets
