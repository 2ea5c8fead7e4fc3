// One setting that a sweep varies: its key, and listed values or a range to draw from. GUI thread only.
#pragma once

#include <QWidget>

#include "training/sweeps/SweepText.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace isonet::widgets {

class FieldMessage;
class SettingBox;

class VariedSetting : public QWidget {
    Q_OBJECT
public:
    // Grid: every listed value. The others draw at random: one of the listed values, or a number from a range.
    enum class Kind { Grid, Choice, Uniform, LogUniform, UniformIntegers, LogUniformIntegers };

    explicit VariedSetting(QWidget* parent = nullptr);

    void showValues(const sweeps::Changes& values);
    void showSample(const sweeps::SampledKey& key);
    // Adds the setting to `text`. Throws config::ConfigError: no key, no values, no numbers.
    void addTo(sweeps::SweepText& text) const;

    bool isEmpty() const;  // nothing entered
    bool isRandom() const;
    void setRemovable(bool removable);
    void showProblem(const QString& problem);  // empty: none; a note may be shown in its place
    QString problem() const;
    QList<QWidget*> editors() const;  // in the order of Tab

    SettingBox* key() const { return key_; }
    QComboBox* kind() const { return kind_; }
    QLineEdit* values() const { return values_; }
    QLineEdit* lowest() const { return lowest_; }
    QLineEdit* highest() const { return highest_; }

Q_SIGNALS:
    void changed();
    void removeRequested();

private:
    Kind selected() const;
    void select(Kind kind);
    void showEditors();
    double bound(const QLineEdit* line) const;

    SettingBox* key_;
    QComboBox* kind_;
    QLineEdit *values_, *lowest_, *highest_;
    QLabel* to_;
    QToolButton* remove_;
    FieldMessage* message_;
};

}  // namespace isonet::widgets
