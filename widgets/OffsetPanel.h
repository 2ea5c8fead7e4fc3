// SReLU's offsets b: histograms by stage (the paper's Figure 3), by layer, and one layer over the steps.
#pragma once

#include "widgets/DistributionPanel.h"

namespace isonet::widgets {

class OffsetPanel : public DistributionPanel {
    Q_OBJECT
public:
    explicit OffsetPanel(QWidget* parent = nullptr);
    void showStages() { setView(View::Stages); }

protected:
    double reference() const override;  // b's start
    QString whyEmpty(const RunData* data) const override;
    bool offersLogScale() const override { return false; }  // b is negative
};

}  // namespace isonet::widgets
