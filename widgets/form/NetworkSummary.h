// Cost of a configuration's network: parameters, FLOPs per image, activation memory, and the output shape of each
// stage. Computed from the plan without tensors. GUI thread only.
#pragma once

#include <QWidget>

#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfig.h"

class QLabel;
class QGridLayout;
class QToolButton;

namespace isonet::widgets {

class NetworkSummary : public QWidget {
    Q_OBJECT
public:
    explicit NetworkSummary(QWidget* parent = nullptr);
    // An invalid network keeps the last values, grayed out.
    void setConfig(const config::RunConfig& config);
    void setTableVisible(bool visible);
    bool isTableVisible() const;  // where there is room
    void setRoomy(bool roomy);    // false: only the totals

private:
    static QString stageTitle(const spec::StagePlan& stage, bool detector);
    void showPlan(const config::RunConfig& config);

    QLabel *title_, *totals_;
    QToolButton* fold_;
    QWidget* table_;
    bool wanted_ = true, roomy_ = true;
    QGridLayout* grid_;
};

}  // namespace isonet::widgets
