// At which scale an experiment is run: other data, depths, length (training/experiments/Scale.h). A field that is left
// empty changes nothing. GUI thread only; knows no file.
#pragma once

#include <QWidget>

#include "training/experiments/Scale.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace isonet::widgets {

class ScaleForm : public QWidget {
    Q_OBJECT
public:
    explicit ScaleForm(QWidget* parent = nullptr);

    // Which fields apply, and what stands in those that are left empty.
    void setExperiment(const config::Experiment& experiment);
    void setScale(const experiments::Scale& scale);
    // Throws config::ConfigError naming a field whose text cannot be read.
    experiments::Scale scale() const;

Q_SIGNALS:
    void changed();
    void rootRequested();  // the folder of the data is to be chosen

public:
    void setRoot(const QString& folder);

private:
    QLineEdit* addLine(const char* name, const QString& label, const QString& tip);
    void addRow(const QString& label, QWidget* editor, const QString& tip);

    QGridLayout* grid_;
    QComboBox* dataset_;
    QLineEdit *root_, *depths_, *epochs_, *iterations_, *images_, *validationImages_, *batch_, *failsBelow_, *set_;
    QLabel* iterationsLabel_ = nullptr;
};

}  // namespace isonet::widgets
