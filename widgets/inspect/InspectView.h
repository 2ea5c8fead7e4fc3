// The Inspect page: one line that chooses a layer, pages of pictures of this layer, the table of all layers, and a page
// of the whole network. Takes plain values and requests measurements by signals. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>
#include <vector>

#include "widgets/design/LayerInfo.h"
#include "widgets/inspect/LayerPictures.h"

class QLabel;
class QTabWidget;
class QTableWidget;

namespace isonet::widgets {

class EpochPlayer;
class FactPlot;
class HeatMap;
class InspectBar;
class KernelPage;
class LayerPicker;
class LayersPage;
class LayerTable;
class NetworkPage;
class SpectrumPage;

class InspectView : public QWidget {
    Q_OBJECT
public:
    explicit InspectView(QWidget* parent = nullptr);

    // Titles and values of the weights to choose from; `reason` is shown if there are none.
    void setSources(const QStringList& titles, const QStringList& values, const QString& reason);
    void clear(const QString& reason);
    // `measurable`: whether there is a network whose signals and Jacobians can be measured.
    void setOpened(const QString& title, bool measurable = true);
    void setRows(const std::vector<LayerRow>& rows, bool complete);
    void setDetail(const LayerDetail& detail);  // ignored unless of the selected layer
    void setSignals(const std::vector<SignalRow>& rows, const QString& images);
    void setJacobian(const JacobianInfo& info, const QString& images);
    // The saved epochs of the opened run that can be played; fewer than two: none.
    void setEpochs(const QVector<int>& epochs);
    void addEpoch(int index, const LayerDetail& detail);  // ignored unless of the selected layer
    void finishEpochs();                                  // all that were requested have come, or it was canceled
    void setProgress(const QString& activity, int done, int total);
    void showFailure(const QString& message);

    // For a comparison: what is drawn, and the colors of another view.
    const std::optional<LayerDetail>& shown() const { return shown_; }
    const std::vector<LayerRow>& rows() const { return rows_; }
    PictureRanges ranges() const;  // of the shown layer, or of all its epochs that are played
    void lockRanges(const std::optional<PictureRanges>& ranges);
    void setNarrow(bool narrow);  // one of several columns
    QTabWidget* tabs() const { return tabs_; }
    KernelPage* kernelPage() const { return kernelPage_; }
    SpectrumPage* spectrumPage() const { return spectrumPage_; }
    QString sourceTitle() const;  // "isonet-20: latest checkpoint"

    QString layer() const;  // selected; empty: none
    void chooseLayer(const QString& name);
    // Selects the convolution of a part of the diagram (a layer, a block, a stage) as soon as its row is there: the
    // one of an activation, the first one of a block or stage. Forgotten if the complete list has no such row, or when
    // other weights are opened.
    void showLayer(const QString& part);
    QString source() const;
    void chooseSource(const QString& value);
    QString failure() const;
    void addToBar(QWidget* widget);  // at the right end

    QTableWidget* table() const;
    LayerPicker* picker() const { return picker_; }
    EpochPlayer* player() const { return player_; }
    HeatMap* kernel() const;
    HeatMap* shiftMap() const;
    HeatMap* channelMap() const;
    HeatMap* frequencies() const;     // largest singular values
    HeatMap* lowFrequencies() const;  // smallest singular values
    FactPlot* spectrum() const;
    FactPlot* offsets() const;
    FactPlot* deviations() const;
    FactPlot* signalPlot() const;
    FactPlot* jacobian() const;

Q_SIGNALS:
    void sourceChosen(const QString& value);
    void layerChosen(const QString& name);
    void signalsRequested(int images);
    void jacobianRequested(int images, bool features);
    void cancelRequested();
    void epochsRequested(const QString& layer);
    void shownChanged();  // another layer, checkpoint or epoch is drawn, or none
    void rowsChanged();

private:
    bool takeWanted();
    void draw(const std::optional<LayerDetail>& layer);
    void applyRanges();
    void nameTabs(bool narrow);
    void nameFigures();   // for their files
    void explainLayer();  // below the table, what looks like a contradiction

    InspectBar* bar_;
    LayerPicker* picker_;
    EpochPlayer* player_;
    QTabWidget* tabs_;
    LayerTable* table_;
    LayersPage* layersPage_;
    KernelPage* kernelPage_;
    SpectrumPage* spectrumPage_;
    NetworkPage* networkPage_;
    QLabel* note_;
    QString opened_;  // title of the weights
    std::vector<LayerRow> rows_;
    std::optional<LayerDetail> detail_, shown_;  // of the opened weights; drawn: these, or of an epoch
    std::optional<PictureRanges> locked_;        // by a comparison
    PictureRanges ranges_;                       // of shown_
    bool complete_ = false;                      // rows_ has every layer
    QString wanted_;                             // by showLayer(), until its row is there
};

}  // namespace isonet::widgets
