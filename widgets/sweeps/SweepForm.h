// A sweep that varies settings of one experiment, or of a sweep file: listed and random values, conditions, repeats.
// Problems appear below their fields. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "training/config/ConfigError.h"
#include "training/sweeps/SweepFile.h"
#include "widgets/sweeps/ConditionEditor.h"
#include "widgets/sweeps/GrowingRows.h"
#include "widgets/sweeps/VariedSetting.h"

class QLineEdit;

namespace isonet::widgets {

class FieldMessage;
class SampleFields;

class SweepForm : public QWidget {
    Q_OBJECT
public:
    explicit SweepForm(QWidget* parent = nullptr);

    void setBase(const config::RunConfig& base);  // the other settings
    // Shows what the file varies. What the form has no fields for is kept: notes, listed rows, `set`.
    void setFile(const sweeps::SweepFile& file);

    // The sweep as a file, for SweepFileText.h. Throws as sweep() does.
    const sweeps::SweepFile& file() const;
    // Throws config::ConfigError if nothing is varied, or a key or value is invalid.
    const sweeps::Sweep& sweep() const;
    bool isEmpty() const;           // no setting entered
    bool explainsProblems() const;  // every problem is shown below its field

    VariedSetting* setting(std::size_t index) { return settings_.at(index); }
    ConditionEditor* condition(std::size_t index) { return conditions_.at(index); }
    SampleFields* samples() const { return samples_; }
    SettingBox* key(std::size_t index) { return setting(index)->key(); }
    QLineEdit* values(std::size_t index) { return setting(index)->values(); }
    QLineEdit* name() const { return name_; }
    QString nameProblem() const;

Q_SIGNALS:
    void changed();

private:
    VariedSetting* makeSetting();
    ConditionEditor* makeCondition();
    template <typename Row>
    void connectRow(GrowingRows<Row>& rows, Row* row);
    void edited();
    void check();
    // Fills `file` and shows problems below their fields.
    std::vector<spec::Problem> read(sweeps::SweepFile& file);
    bool showBelowField(const spec::Problem& problem, const sweeps::SweepText& text);
    void fixTabOrder();

    sweeps::SweepFile kept_;  // the base, and what the form has no fields for
    std::vector<std::pair<QString, QString>> keys_;
    QLineEdit* name_;
    FieldMessage *nameMessage_, *keptMessage_;
    SampleFields* samples_;
    GrowingRows<VariedSetting> settings_;
    GrowingRows<ConditionEditor> conditions_;
    bool fromFile_ = false, quiet_ = false, explains_ = false;
    std::size_t rowsInTabOrder_ = 0;

    // Of the last check.
    sweeps::SweepFile file_;
    std::optional<sweeps::Sweep> made_;
    std::optional<config::ConfigError> error_;
};

}  // namespace isonet::widgets
