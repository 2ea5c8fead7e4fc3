// Page "Kernel and isometry": the kernel A of a layer, Conv(A, A) - delta by shift and by channel pair, and the
// deviations of all layers. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

namespace isonet::widgets {

class FactPlot;
class HeatMap;

class KernelPage : public QWidget {
    Q_OBJECT
public:
    explicit KernelPage(QWidget* parent = nullptr);

    void setDetail(const LayerDetail& detail);
    void setDeviations(const std::vector<LayerRow>& rows, const QString& layer);  // `layer` is highlighted
    void showMessage(const QString& message);

    HeatMap* kernel() const { return kernel_; }
    HeatMap* shiftMap() const { return shifts_; }
    HeatMap* channelMap() const { return channels_; }
    FactPlot* deviations() const { return deviations_; }

private:
    static constexpr double smallestDeviation = 1e-4;  // lower bound on the logarithmic axes
    void showKernel();
    void showShifts();
    void showShift(int row, int column);

    HeatMap *kernel_, *shifts_, *channels_;
    FactPlot* deviations_;
    LayerDetail detail_;
};

}  // namespace isonet::widgets
