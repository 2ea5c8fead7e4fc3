// One condition of a sweep: which rows there are, or what is changed in some. GUI thread only.
#pragma once

#include <QWidget>

#include "training/sweeps/SweepText.h"

class QComboBox;
class QLineEdit;
class QToolButton;

namespace isonet::widgets {

class FieldMessage;
class SettingBox;

class ConditionEditor : public QWidget {
    Q_OBJECT
public:
    // Only: a condition of all rows. Except: no row where it holds. And: joins the condition above. Set: where the
    // exception above holds there is a row, with this key changed.
    enum class Kind { Only, Except, And, Set };

    explicit ConditionEditor(QWidget* parent = nullptr);

    void showCondition(Kind kind, const sweeps::Condition& condition);
    // Adds the condition to `text`, whose last one is that above; `above`: its kind, Except or Only. Throws
    // config::ConfigError: no key, no value, nothing to join.
    void addTo(sweeps::SweepText& text, Kind& above) const;

    bool isEmpty() const;
    void setRemovable(bool removable);
    void showProblem(const QString& problem);  // empty: none
    QString problem() const;
    QList<QWidget*> editors() const;  // in the order of Tab

    QComboBox* kind() const { return kind_; }
    SettingBox* key() const { return key_; }
    QLineEdit* values() const { return values_; }

Q_SIGNALS:
    void changed();
    void removeRequested();

private:
    QComboBox* kind_;
    SettingBox* key_;
    QLineEdit* values_;
    QToolButton* remove_;
    FieldMessage* message_;
};

// The conditions of `text` as rows of the form, in order. Exceptions without a condition have none.
std::vector<std::pair<ConditionEditor::Kind, sweeps::Condition>> conditionsOf(const sweeps::SweepText& text);

}  // namespace isonet::widgets
