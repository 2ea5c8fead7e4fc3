#include "widgets/form/FormFieldMaker.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <limits>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/NumberText.h"
#include "widgets/common/PathText.h"
#include "widgets/form/WheelGuard.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

// Place takes a mutable configuration, so read from a copy.
template <typename T, typename F>
T valueAt(const F& place, const RunConfig& config) {
    RunConfig copy = config;
    return place(copy);
}

}  // namespace

FormFieldMaker::FormFieldMaker(std::vector<FormField>& fields, std::function<void(std::size_t)> edited)
    : fields_(fields), edited_(std::move(edited)) {}

std::function<void()> FormFieldMaker::editedCallback() const {
    return [edited = edited_, index = fields_.size()] { edited(index); };
}

std::function<void()> FormFieldMaker::lastEditedCallback() const {
    return [edited = edited_, index = fields_.size() - 1] { edited(index); };
}

QComboBox* FormFieldMaker::makeComboBox() {
    auto* combo = new QComboBox;
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    keepWheelForScrolling(combo);
    return combo;
}

FormField& FormFieldMaker::custom(const char* key, const QString& label, QWidget* editor, const QString& tooltip,
                                  const QString& unit) {
    FormField field;
    field.key = key;
    field.tooltip = tooltip;
    field.section = section_;
    field.row = section_->addRow(label, editor, unit);
    editor->setObjectName(QString::fromLatin1(key));
    editor->setMinimumHeight(fontScaled(24));  // the same for combo boxes, line edits and spin boxes
    editor->setAccessibleName(unit.isEmpty() ? label : tr("%1, in %2").arg(label, unit));
    fields_.push_back(std::move(field));
    return fields_.back();
}

FormField& FormFieldMaker::number(const char* key, const QString& label, Place<double> place, const QString& tooltip,
                                  const QString& unit) {
    auto* edit = new QLineEdit;
    QObject::connect(edit, &QLineEdit::textEdited, edit, editedCallback());
    FormField& field = custom(key, label, edit, tooltip, unit);
    field.show = [edit, place](const RunConfig& c) { edit->setText(formatNumber(valueAt<double>(place, c))); };
    field.read = [edit, place](RunConfig& c) -> QString {
        double value = 0;
        if (!parseNumber(edit->text(), value))
            return edit->text().trimmed().isEmpty()
                       ? tr("Enter a number, e.g. 0.02 or 2e-2.")
                       : tr("\"%1\" is not a number; enter e.g. 0.02 or 2e-2.").arg(edit->text().trimmed());
        place(c) = value;
        return {};
    };
    return field;
}

FormField& FormFieldMaker::integer(const char* key, const QString& label, Place<int> place, int low, int high,
                                   const QString& tooltip, const Unit& unit, const QString& zeroText) {
    auto* spin = new QSpinBox;
    spin->setRange(low, high);
    spin->setAccelerated(true);
    if (!zeroText.isEmpty())
        spin->setSpecialValueText(zeroText);
    keepWheelForScrolling(spin);
    const auto showUnit = [spin, unit] { spin->setSuffix(spin->value() == 1 ? unit.one : unit.many); };
    showUnit();
    QObject::connect(spin, &QSpinBox::valueChanged, spin, showUnit);
    QObject::connect(spin, &QSpinBox::valueChanged, spin, editedCallback());
    FormField& field = custom(key, label, spin, tooltip);
    field.show = [spin, place, showUnit](const RunConfig& c) {
        const QSignalBlocker quiet(spin);
        const int value = valueAt<int>(place, c);
        // A file may hold a value outside the range; validate() reports it.
        if (value < spin->minimum() || value > spin->maximum())
            spin->setRange(std::min(value, spin->minimum()), std::max(value, spin->maximum()));
        spin->setValue(value);
        showUnit();
    };
    field.read = [spin, place](RunConfig& c) -> QString {
        place(c) = spin->value();
        return {};
    };
    return field;
}

FormField& FormFieldMaker::bigInteger(const char* key, const QString& label, Place<std::int64_t> place,
                                      const QString& tooltip, const QString& zeroText) {
    auto* spin = new QSpinBox;
    spin->setRange(0, std::numeric_limits<int>::max());
    spin->setGroupSeparatorShown(true);
    spin->setLocale(QLocale(QLocale::English));
    spin->setSpecialValueText(zeroText);
    spin->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    keepWheelForScrolling(spin);
    QObject::connect(spin, &QSpinBox::valueChanged, spin, editedCallback());
    FormField& field = custom(key, label, spin, tooltip);
    field.show = [spin, place](const RunConfig& c) {
        const QSignalBlocker quiet(spin);
        spin->setValue(static_cast<int>(std::min<std::int64_t>(valueAt<std::int64_t>(place, c), spin->maximum())));
    };
    field.read = [spin, place](RunConfig& c) -> QString {
        place(c) = spin->value();
        return {};
    };
    return field;
}

FormField& FormFieldMaker::check(const char* key, const QString& label, const QString& text, Place<bool> place,
                                 const QString& tooltip) {
    auto* box = new QCheckBox(text);
    QObject::connect(box, &QCheckBox::clicked, box, editedCallback());
    FormField& field = custom(key, label, box, tooltip);
    field.show = [box, place](const RunConfig& c) { box->setChecked(valueAt<bool>(place, c)); };
    field.read = [box, place](RunConfig& c) -> QString {
        place(c) = box->isChecked();
        return {};
    };
    return field;
}

FormField& FormFieldMaker::text(const char* key, const QString& label, Place<std::string> place, const QString& tooltip,
                                const QString& placeholder) {
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(placeholder);
    QObject::connect(edit, &QLineEdit::textEdited, edit, editedCallback());
    FormField& field = custom(key, label, edit, tooltip);
    field.show = [edit, place](const RunConfig& c) { edit->setText(pathText(valueAt<std::string>(place, c))); };
    field.read = [edit, place](RunConfig& c) -> QString {
        place(c) = pathBytes(edit->text().trimmed());
        return {};
    };
    return field;
}

FormField& FormFieldMaker::choiceOf(const char* key, const QString& label, const QVector<ChoiceItem>& items,
                                    const QString& tooltip, std::function<int(RunConfig&)> get,
                                    std::function<void(RunConfig&, int)> set) {
    auto* combo = makeComboBox();
    addChoices(combo, items);
    QObject::connect(combo, &QComboBox::activated, combo, editedCallback());
    FormField& field = custom(key, label, combo, tooltip);
    field.show = [combo, get](const RunConfig& c) { combo->setCurrentIndex(valueAt<int>(get, c)); };
    field.read = [combo, set](RunConfig& c) -> QString {
        if (combo->currentIndex() >= 0)
            set(c, combo->currentIndex());
        return {};
    };
    return field;
}

}  // namespace isonet::widgets
