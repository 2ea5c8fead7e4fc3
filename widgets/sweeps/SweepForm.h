// The settings that a sweep varies: up to three keys with their values. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "training/sweeps/Sweep.h"

class QComboBox;
class QLineEdit;

namespace isonet::widgets {

class SweepForm : public QWidget {
    Q_OBJECT
public:
    explicit SweepForm(QWidget* parent = nullptr);

    void setBase(const config::RunConfig& base);
    // Throws config::ConfigError if nothing is varied, or a key or value is invalid.
    sweeps::Sweep sweep() const;
    bool isEmpty() const;  // no setting entered

    static constexpr int maxKeys = 3;
    QComboBox* key(int index) const { return keys_[index]; }
    QLineEdit* values(int index) const { return values_[index]; }
    QLineEdit* name() const { return name_; }

Q_SIGNALS:
    void changed();

private:
    void showCurrentValue(int index);

    config::RunConfig base_;
    QLineEdit* name_;
    QComboBox* keys_[maxKeys];
    QLineEdit* values_[maxKeys];
};

// "0, 1e-5, [1, 2]" -> {"0", "1e-5", "[1, 2]"}: commas inside brackets do not separate.
std::vector<std::string> splitValues(const QString& text);

}  // namespace isonet::widgets
