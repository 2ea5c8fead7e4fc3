// The row for adjusting a running experiment: learning rate, gamma, spectrum interval, last epoch. Changes take effect
// at the next step. Independent of the engine: emits a signal. GUI thread only.
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

    // The values in effect. Fields being edited keep their text.
    void setConfig(const config::RunConfig& config, int epochsBegun);
    void setProblem(const QString& problem);  // why the last change was rejected; empty: none
    QPushButton* applyButton() const { return apply_; }
    QLineEdit* field(const QString& key) const;  // "optimizer.learning_rate", ...

Q_SIGNALS:
    void steered(const isonet::widgets::Steering& changes);  // at least one field differs from the value in effect

private:
    struct Field {
        QString key;
        QLineEdit* edit;
        bool integer;
        double low;  // minimum; exclusive unless integer
    };
    void validate();
    void apply();
    std::optional<double> requested(const Field& field, bool& invalid) const;
    double valueInEffect(const Field& field) const;

    config::RunConfig config_;
    int epochsBegun_ = 0;
    QVector<Field> fields_;
    QPushButton *apply_, *undo_;
    QLabel* problem_;
    QString rejection_;
};

}  // namespace isonet::widgets
