// The third column of a comparison: A - B of the pictures of two layers, and of the tables of two networks. Its tabs
// are the first ones of InspectView. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "widgets/inspect/LayerPictures.h"

class QLabel;
class QTabWidget;

namespace isonet::widgets {

class DifferenceTable;
class FigureGrid;
class HeatMap;

class DifferenceView : public QWidget {
    Q_OBJECT
public:
    explicit DifferenceView(QWidget* parent = nullptr);

    // Pictures of different sizes have no difference, which is said. nullopt: nothing is shown there.
    void setLayers(const std::optional<LayerDetail>& a, const std::optional<LayerDetail>& b);
    void setRows(const std::vector<LayerRow>& a, const std::vector<LayerRow>& b);
    void setNames(const QString& a, const QString& b);  // of what is compared, above the pictures
    void showShift(int row, int column);                // of the channel pairs

    QTabWidget* tabs() const { return tabs_; }
    FigureGrid* kernelGrid() const { return kernelGrid_; }
    FigureGrid* spectrumGrid() const { return spectrumGrid_; }
    HeatMap* kernel() const { return kernel_; }
    HeatMap* shiftMap() const { return shifts_; }
    HeatMap* channelMap() const { return channels_; }
    HeatMap* frequencies() const { return largest_; }
    HeatMap* lowFrequencies() const { return smallest_; }
    DifferenceTable* table() const { return table_; }

private:
    void showDifference(HeatMap* map, const CellPicture& a, const CellPicture& b, const QString& otherwise);
    void showPairs();

    QLabel* names_;
    QTabWidget* tabs_;
    FigureGrid *kernelGrid_, *spectrumGrid_;
    HeatMap *kernel_, *shifts_, *channels_, *largest_, *smallest_;
    DifferenceTable* table_;
    std::optional<LayerDetail> a_, b_;
    int shiftRow_ = -1, shiftColumn_ = -1;  // -1: no shift, the middle
};

}  // namespace isonet::widgets
