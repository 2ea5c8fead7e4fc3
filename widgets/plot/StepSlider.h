// Selects one of the measured steps; at the right end it follows the latest one.
#pragma once

#include <QVector>
#include <QWidget>

class QLabel;
class QSlider;
class QToolButton;

namespace isonet::widgets {

class StepSlider : public QWidget {
    Q_OBJECT
public:
    explicit StepSlider(QWidget* parent = nullptr);

    void setSteps(const QVector<double>& steps);  // ascending; keeps the selected step, or the latest
    double step() const;                          // 0 if there are none
    bool isLatest() const { return latest_; }
    void choose(double step);  // the nearest one
    void chooseLatest();

Q_SIGNALS:
    void stepChosen(double step);  // by the user

private:
    void showStep();

    QSlider* slider_;
    QLabel* label_;
    QToolButton* toLatest_;
    QVector<double> steps_;
    bool latest_ = true;
    bool setting_ = false;
};

}  // namespace isonet::widgets
