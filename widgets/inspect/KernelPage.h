// Page "Kernel and isometry": the kernel A of a layer, Conv(A, A) - delta by shift and by channel pair, and the
// deviations of all layers. GUI thread only.
#pragma once

#include <vector>

#include "widgets/inspect/FigureGrid.h"
#include "widgets/inspect/LayerPictures.h"

namespace isonet::widgets {

class FactPlot;
class HeatMap;

class KernelPage : public FigureGrid {
    Q_OBJECT
public:
    explicit KernelPage(QWidget* parent = nullptr);

    void setDetail(const LayerDetail& detail);
    void setDeviations(const std::vector<LayerRow>& rows, const QString& layer);  // `layer` is highlighted
    void showMessage(const QString& message);
    void lockRanges(const PictureRanges& ranges);  // colors; unset ones follow the cells
    void showShift(int row, int column);           // the channel pairs at a cell of the shift map

    HeatMap* kernel() const { return kernel_; }
    HeatMap* shiftMap() const { return shifts_; }
    HeatMap* channelMap() const { return channels_; }
    FactPlot* deviations() const { return deviations_; }

Q_SIGNALS:
    void shiftChosen(int row, int column);  // by the user

private:
    static constexpr double smallestDeviation = 1e-4;  // lower bound on the logarithmic axes

    HeatMap *kernel_, *shifts_, *channels_;
    FactPlot* deviations_;
    LayerDetail detail_;
    int shiftRow_ = -1, shiftColumn_ = -1;  // of the shown channel pairs; -1: none
};

}  // namespace isonet::widgets
