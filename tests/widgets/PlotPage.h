// The four plot panels on a page, filled with a small network's run up to a step.
#pragma once

#include <QCoreApplication>
#include <QStringList>

#include "tests/widgets/RunRecords.h"
#include "widgets/DeviationPanel.h"
#include "widgets/LossPanel.h"
#include "widgets/OffsetPanel.h"
#include "widgets/RunData.h"
#include "widgets/RunView.h"
#include "widgets/SpectrumPanel.h"

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
        // The layout is known once the panels have been shown and drawn.
        QCoreApplication::processEvents();
        for (const auto& name : panelNames)
            view.panel(name)->canvas()->replot();
    }
    template <typename Panel>
    Panel* get(const char* name) {
        return static_cast<Panel*>(view.panel(name));
    }
    widgets::LossPanel* loss() { return get<widgets::LossPanel>("lossPanel"); }
    widgets::DeviationPanel* deviation() { return get<widgets::DeviationPanel>("deviationPanel"); }
    widgets::SpectrumPanel* spectrum() { return get<widgets::SpectrumPanel>("spectrumPanel"); }
    widgets::OffsetPanel* offset() { return get<widgets::OffsetPanel>("offsetPanel"); }

    config::RunConfig config = smallConfig();
    widgets::RunData data;
    widgets::RunView view;
};

inline QPointF centreOf(widgets::PlotPanel* panel, int rect = 0) {
    return QRectF(panel->canvas()->axisRect(rect)->rect()).center();
}

}  // namespace isonet::test
