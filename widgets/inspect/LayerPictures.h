// The pictures of a layer as cells with their axes and readouts: what the heat maps of the Inspect page draw, also the
// differences of two layers and the ranges that hold for several. GUI thread only.
#pragma once

#include <QVector>
#include <functional>
#include <optional>

#include "widgets/common/CustomPlot.h"
#include "widgets/design/LayerInfo.h"
#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {

class HeatMap;

struct CellPicture {
    QString title;  // empty: that of the map
    int rows = 0, columns = 0;
    QVector<float> values;  // row by row
    std::function<QString(int row, int column, float value)> describe = {};
    QString xLabel, yLabel;
    CellUnits xUnits, yUnits;
    int tileRows = 0, tileColumns = 0;  // grid lines; 0: none
};

// Tiles side by side: row = output * height + y, column = input * width + x.
CellPicture kernelPicture(const LayerDetail& layer);
// Norm of Conv(A, A) - delta by shift. The residual must not be empty, as for pairPicture().
CellPicture shiftPicture(const LayerDetail& layer);
// Conv(A, A) - delta of each pair of channels at a cell of shiftPicture(); one tile for each group.
CellPicture pairPicture(const LayerDetail& layer, int row, int column);
// `values`: sigmaMax or sigmaMin of the layer, not empty.
CellPicture frequencyPicture(const LayerDetail& layer, const std::vector<float>& values);

// Cell by cell a - b; nullopt if the pictures have different sizes or axes.
std::optional<CellPicture> differenceOf(const CellPicture& a, const CellPicture& b);

void showPicture(HeatMap* map, const CellPicture& picture);

// Smallest and largest finite value of each picture, over all shifts for `pairs`; unset: the picture has none.
struct PictureRanges {
    std::optional<QCPRange> kernel = {}, shifts = {}, pairs = {}, largest = {}, smallest = {};
    void expand(const PictureRanges& other);
    bool operator==(const PictureRanges&) const = default;
};
PictureRanges rangesOf(const LayerDetail& layer);

}  // namespace isonet::widgets
