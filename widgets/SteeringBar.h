// The row that turns a running experiment: learning rate, gamma, how often spectra are measured, the last epoch. Each
// takes effect at the next step. Knows no engine: what is wanted is told by a signal. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "training/config/RunConfig.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace isonet::widgets {

struct Steering {
    std::optional<double> learningRate, penaltyCoefficient;
    std::optional<int> spectrumSteps, epochs;
};

class SteeringBar : public QWidget {
    Q_OBJECT
public:
    explicit SteeringBar(QWidget* parent = nullptr);

    // What is in force; fields that are being edited keep their text.
    void setConfig(const config::RunConfig& config, int epochsBegun);
    void setProblem(const QString& words);  // why the last wish was refused; empty: nothing to say
    QPushButton* applyButton() const { return apply_; }
    QLineEdit* field(const QString& key) const;  // "optimizer.learning_rate", ...

Q_SIGNALS:
    void steered(const isonet::widgets::Steering& wanted);  // at least one field differs from what is in force

private:
    struct Field {
        QString key;
        QLineEdit* edit;
        bool whole;  // an integer
        double low;  // accepted from here; exclusive for what is not whole
    };
    void judge();
    void apply();
    std::optional<double> wantedOf(const Field& field, bool& wrong) const;
    double inForce(const Field& field) const;

    config::RunConfig config_;
    int epochsBegun_ = 0;
    QVector<Field> fields_;
    QPushButton *apply_, *undo_;
    QLabel* words_;
    QString refused_;
};

}  // namespace isonet::widgets
