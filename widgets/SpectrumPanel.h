// Singular values of every convolution operator, by layer, with an isometry's sigma = 1 marked.
#pragma once

#include "widgets/DistributionPanel.h"

namespace isonet::widgets {

class SpectrumPanel : public DistributionPanel {
    Q_OBJECT
public:
    explicit SpectrumPanel(QWidget* parent = nullptr);

protected:
    double reference() const override { return 1; }
    QString whyEmpty(const RunData* data) const override;
};

}  // namespace isonet::widgets
