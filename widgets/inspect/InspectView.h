// The Inspect page: the layers of a network in a table, and pages for the selected layer and the whole network. Takes
// plain values and requests measurements by signals. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

class QLabel;
class QSplitter;
class QTableWidget;

namespace isonet::widgets {

class FactPlot;
class HeatMap;
class InspectBar;
class KernelPage;
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
    void setProgress(const QString& activity, int done, int total);
    void showFailure(const QString& message);

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

private:
    bool takeWanted();
    void nameFigures();   // for their files
    void explainLayer();  // below the table, what looks like a contradiction

    InspectBar* bar_;
    QSplitter* split_;
    LayerTable* table_;
    KernelPage* kernelPage_;
    SpectrumPage* spectrumPage_;
    NetworkPage* networkPage_;
    QLabel* note_;
    QString opened_;  // title of the weights
    std::vector<LayerRow> rows_;
    bool complete_ = false;       // rows_ has every layer
    QString wanted_;              // by showLayer(), until its row is there
    bool splitterMoved_ = false;  // by the user
};

}  // namespace isonet::widgets
