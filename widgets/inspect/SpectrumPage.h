// Page "Spectrum and b": singular values of a layer, their extremes per spatial frequency, and b of the SReLU after it.
// GUI thread only.
#pragma once

#include <QWidget>

#include "widgets/design/LayerInfo.h"

namespace isonet::widgets {

class FactPlot;
class HeatMap;

class SpectrumPage : public QWidget {
    Q_OBJECT
public:
    explicit SpectrumPage(QWidget* parent = nullptr);

    void setDetail(const LayerDetail& detail);
    void showMessage(const QString& message);

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
