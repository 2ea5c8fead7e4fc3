// The scale of a sweep: dataset, depths and length (training/sweeps/Scale.h). An empty field changes nothing. GUI
// thread only.
#pragma once

#include <QWidget>

#include "training/sweeps/Scale.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace isonet::widgets {

class ScaleForm : public QWidget {
    Q_OBJECT
public:
    explicit ScaleForm(QWidget* parent = nullptr);

    // Shows the fields that apply, with the values of `sweep` as placeholders.
    void setSweep(const sweeps::Sweep& sweep);
    // Placeholders: what an empty field comes to. Of the scaled sweep, which may differ from the one above: small
    // images take smaller batches and other depths.
    void showValues(const sweeps::Sweep& scaled);
    void setScale(const sweeps::Scale& scale);
    // Throws config::ConfigError for a field with invalid text.
    sweeps::Scale scale() const;
    void setRoot(const QString& folder);

Q_SIGNALS:
    void changed();
    void rootRequested();  // to choose the data folder

private:
    QLineEdit* addLine(const char* name, const QString& label, const QString& tip);
    void addRow(const QString& label, QWidget* editor, const QString& tip);

    QGridLayout* grid_;
    QComboBox* dataset_;
    QLineEdit *root_, *depths_, *epochs_, *timeLimit_, *iterations_, *images_, *validationImages_, *batch_,
        *failsBelow_, *set_;
    QLabel *timeLimitLabel_ = nullptr, *iterationsLabel_ = nullptr;
};

}  // namespace isonet::widgets
