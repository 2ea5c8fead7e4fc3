// Stands in for a page of plots while none has a value: a line for each plot that says when it gets its first one.
// GUI thread only.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/live/LivePlots.h"

class QLabel;

namespace isonet::widgets {

class RunData;

class FirstValuesCard : public QWidget {
    Q_OBJECT
public:
    explicit FirstValuesCard(std::vector<LivePlot> plots, QWidget* parent = nullptr);

    // `data`: null without a run. `draft`: the experiment that would be started then.
    void explain(const RunData* data, const std::optional<config::RunConfig>& draft);
    QString text() const;  // all lines, for tests and screen readers

private:
    QString lineOf(const LivePlot& plot, const config::RunConfig& config, std::int64_t epochSteps) const;

    const std::vector<LivePlot> plots_;
    QLabel *title_, *hint_;
    std::vector<QLabel*> lines_;  // one per plot
};

}  // namespace isonet::widgets
