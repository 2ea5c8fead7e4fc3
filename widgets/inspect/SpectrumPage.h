// Page "Spectrum and b": singular values of a layer, their extremes per spatial frequency, and b of the SReLU after it.
// GUI thread only.
#pragma once

#include "widgets/inspect/FigureGrid.h"
#include "widgets/inspect/LayerPictures.h"

namespace isonet::widgets {

class FactPlot;
class HeatMap;

class SpectrumPage : public FigureGrid {
    Q_OBJECT
public:
    explicit SpectrumPage(QWidget* parent = nullptr);

    void setDetail(const LayerDetail& detail);
    void showMessage(const QString& message);
    void lockRanges(const PictureRanges& ranges);  // colors; unset ones follow the cells

    FactPlot* spectrum() const { return spectrum_; }
    HeatMap* largest() const { return largest_; }    // singular values per frequency
    HeatMap* smallest() const { return smallest_; }  // likewise
    FactPlot* offsets() const { return offsets_; }

private:
    void showFrequencies(HeatMap* map, const LayerDetail& detail, const std::vector<float>& values);
    void showOffsets(const LayerDetail& detail);

    FactPlot *spectrum_, *offsets_;
    HeatMap *largest_, *smallest_;
};

}  // namespace isonet::widgets
