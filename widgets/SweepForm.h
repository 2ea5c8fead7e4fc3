// Which settings a sweep varies: up to three keys, each with its values. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "training/config/Experiment.h"

class QComboBox;
class QLineEdit;

namespace isonet::widgets {

class SweepForm : public QWidget {
    Q_OBJECT
public:
    explicit SweepForm(QWidget* parent = nullptr);

    void setBase(const config::RunConfig& base);
    // Throws config::ConfigError: nothing to vary, a key or a value that is not accepted.
    config::Experiment experiment() const;
    bool isEmpty() const;  // nothing is varied yet

    static constexpr int kMostKeys = 3;
    QComboBox* key(int index) const { return keys_[index]; }
    QLineEdit* values(int index) const { return values_[index]; }
    QLineEdit* name() const { return name_; }

Q_SIGNALS:
    void changed();

private:
    void proposeValues(int index);

    config::RunConfig base_;
    QLineEdit* name_;
    QComboBox* keys_[kMostKeys];
    QLineEdit* values_[kMostKeys];
};

// "0, 1e-5, [1, 2]" -> {"0", "1e-5", "[1, 2]"}: commas within brackets do not part.
std::vector<std::string> splitValues(const QString& text);

}  // namespace isonet::widgets
