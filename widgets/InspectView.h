// One network opened up: its layers in a table, and of the chosen one the kernel, what keeps it from an isometry, its
// spectrum and its offsets; signals and Jacobian of the whole network on demand. Takes plain values, asks by signals.
// GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "widgets/LayerFacts.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QHBoxLayout;
class QPushButton;
class QSpinBox;
class QSplitter;
class QTabWidget;
class QTableWidget;
class QToolButton;

namespace isonet::widgets {

class FactPlot;
class HeatMap;

class InspectView : public QWidget {
    Q_OBJECT
public:
    explicit InspectView(QWidget* parent = nullptr);

    // What can be opened: titles, and what sourceChosen() gives back. `why`: shown while there is nothing.
    void setSources(const QStringList& titles, const QStringList& values, const QString& why);
    void clear(const QString& why);
    void setOpened(const QString& title);
    void setRows(const std::vector<LayerRow>& rows, bool complete);
    void setDetail(const LayerDetail& detail);
    void setSignals(const std::vector<SignalRow>& rows, const QString& images);
    void setJacobian(const JacobianFacts& facts, const QString& images);
    void setProgress(const QString& what, int done, int all);
    void showFailure(const QString& text);

    QString layer() const;
    void chooseLayer(const QString& name);
    QString source() const;
    void chooseSource(const QString& value);
    QTableWidget* table() const { return table_; }
    HeatMap* kernel() const { return kernel_; }
    HeatMap* shiftMap() const { return shifts_; }
    HeatMap* channelMap() const { return channels_; }
    HeatMap* frequencies() const { return frequencies_; }  // the largest singular values
    HeatMap* lowFrequencies() const { return lowest_; }    // the smallest
    FactPlot* spectrum() const { return spectrum_; }
    FactPlot* offsets() const { return offsets_; }
    FactPlot* deviations() const { return deviations_; }
    FactPlot* signalPlot() const { return signals_; }
    FactPlot* jacobian() const { return jacobian_; }
    QString failure() const;
    void addToBar(QWidget* widget);  // at the right end

Q_SIGNALS:
    void sourceChosen(const QString& value);
    void layerChosen(const QString& name);
    void signalsRequested(int images);
    void jacobianRequested(int images, bool features);
    void cancelRequested();

private:
    static constexpr double smallestDeviation = 1e-4;  // on a logarithmic axis: what is below stands here
    QWidget* makeBar();
    void fitTable();
    QWidget* makeTable();
    QWidget* makePictures();
    void showShift(int row, int column);
    void showFrequencies();
    void showDeviations();

    QSplitter* split_;
    QHBoxLayout* bar_;
    QComboBox *sources_, *output_;
    QLabel *words_, *under_;
    QProgressBar* progress_;
    QPushButton *cancel_, *signalButton_, *jacobianButton_;
    QSpinBox* images_;
    QTableWidget* table_;
    QTabWidget* tabs_;
    HeatMap *kernel_, *shifts_, *channels_, *frequencies_, *lowest_;
    FactPlot *spectrum_, *offsets_, *deviations_, *signals_, *jacobian_;
    std::vector<LayerRow> rows_;
    LayerDetail detail_;
    int shiftRow_ = -1, shiftColumn_ = -1;
    bool filling_ = false, widthChosen_ = false;
};

}  // namespace isonet::widgets
