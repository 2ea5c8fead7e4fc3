// What a configuration's network costs, at once: parameters, FLOPs per image, activation memory, and each stage's
// output shape. Computed from the plan, no tensor is made. GUI thread only.
#pragma once

#include <QWidget>

#include "training/config/RunConfig.h"

class QLabel;
class QGridLayout;
class QToolButton;

namespace isonet::widgets {

class NetworkSummary : public QWidget {
    Q_OBJECT
public:
    explicit NetworkSummary(QWidget* parent = nullptr);
    // A network that cannot be built leaves the last figures greyed.
    void setConfig(const config::RunConfig& config);
    void setTableVisible(bool visible);
    bool isTableVisible() const;

private:
    void showPlan(const config::RunConfig& config);

    QLabel *title_, *facts_;
    QToolButton* fold_;
    QWidget* table_;
    QGridLayout* grid_;
};

}  // namespace isonet::widgets
