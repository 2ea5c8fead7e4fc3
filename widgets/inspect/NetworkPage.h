// Page "Whole network": gains of signals and gradients by depth, and the spectrum of the input-output Jacobian,
// measured on request. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace isonet::widgets {

class FactPlot;

class NetworkPage : public QWidget {
    Q_OBJECT
public:
    explicit NetworkPage(QWidget* parent = nullptr);

    void clear();
    void setMeasurable(bool measurable);  // enables the buttons
    // `images` describes the images measured on.
    void setSignals(const std::vector<SignalRow>& rows, const QString& images);
    void setJacobian(const JacobianInfo& info, const QString& images);
    void showMessage(const QString& message);

    FactPlot* signalPlot() const { return signals_; }
    FactPlot* jacobian() const { return jacobian_; }

Q_SIGNALS:
    void signalsRequested(int images);
    void jacobianRequested(int images, bool features);

private:
    FactPlot *signals_, *jacobian_;
    QSpinBox* images_;
    QComboBox* output_;
    QPushButton *signalButton_, *jacobianButton_;
    QLabel* summary_;
};

}  // namespace isonet::widgets
