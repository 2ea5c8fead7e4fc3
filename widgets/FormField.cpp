#include "widgets/FormField.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QSpinBox>
#include <cmath>
#include <limits>

#include "widgets/Format.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

class WheelGuard : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        auto* widget = qobject_cast<QWidget*>(watched);
        if (event->type() == QEvent::Wheel && widget && !widget->hasFocus()) {
            event->ignore();
            return true;
        }
        return QObject::eventFilter(watched, event);
    }
};

// A copy, because Place takes a configuration that may be written.
template <typename T, typename F>
T valueAt(const F& place, const RunConfig& config) {
    RunConfig copy = config;
    return place(copy);
}

}  // namespace

bool parseNumber(const QString& text, double& value) {
    QString trimmed = text.trimmed();
    trimmed.replace(QLatin1Char(','), QLatin1Char('.'));
    bool ok = false;
    const double parsed = QLocale::c().toDouble(trimmed, &ok);
    if (!ok || !std::isfinite(parsed))
        return false;
    value = parsed;
    return true;
}

void keepWheelForScrolling(QWidget* editor) {
    editor->setFocusPolicy(Qt::StrongFocus);
    editor->installEventFilter(new WheelGuard(editor));
}

FormFieldMaker::FormFieldMaker(std::vector<FormField>& fields, std::function<void(std::size_t)> edited)
    : fields_(fields), edited_(std::move(edited)) {}

std::function<void()> FormFieldMaker::editedCallback() const {
    return [edited = edited_, index = fields_.size()] { edited(index); };
}

std::function<void()> FormFieldMaker::lastEditedCallback() const {
    return [edited = edited_, index = fields_.size() - 1] { edited(index); };
}

FormField& FormFieldMaker::custom(const char* key, const QString& label, QWidget* editor, const QString& tooltip,
                                  const QString& unit) {
    FormField field;
    field.key = key;
    field.tooltip = tooltip;
    field.section = section_;
    field.row = section_->addRow(label, editor, unit);
    editor->setObjectName(QString::fromLatin1(key));
    editor->setMinimumHeight(24);  // combos, lines and spin boxes stand in one rhythm
    editor->setAccessibleName(unit.isEmpty() ? label : label + QStringLiteral(", in ") + unit);
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
                       ? QStringLiteral("A number is missing here; 0.02 and 2e-2 are accepted.")
                       : QStringLiteral("\"%1\" is not a number; write it like 0.02 or 2e-2.")
                             .arg(edit->text().trimmed());
        place(c) = value;
        return {};
    };
    return field;
}

FormField& FormFieldMaker::integer(const char* key, const QString& label, Place<int> place, int low, int high,
                                   const QString& tooltip, const QString& suffix, const QString& zeroText) {
    auto* spin = new QSpinBox;
    spin->setRange(low, high);
    spin->setSuffix(suffix);
    spin->setAccelerated(true);
    if (!zeroText.isEmpty())
        spin->setSpecialValueText(zeroText);
    keepWheelForScrolling(spin);
    QObject::connect(spin, &QSpinBox::valueChanged, spin, editedCallback());
    FormField& field = custom(key, label, spin, tooltip);
    field.show = [spin, place](const RunConfig& c) {
        const QSignalBlocker quiet(spin);
        const int value = valueAt<int>(place, c);
        // A file may hold what the arrows do not reach; validate() judges it.
        if (value < spin->minimum() || value > spin->maximum())
            spin->setRange(std::min(value, spin->minimum()), std::max(value, spin->maximum()));
        spin->setValue(value);
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
    field.show = [edit, place](const RunConfig& c) {
        edit->setText(QString::fromStdString(valueAt<std::string>(place, c)));
    };
    field.read = [edit, place](RunConfig& c) -> QString {
        place(c) = edit->text().trimmed().toStdString();
        return {};
    };
    return field;
}

FormField& FormFieldMaker::choiceOf(const char* key, const QString& label, const QStringList& titles,
                                    const QString& tooltip, std::function<int(RunConfig&)> get,
                                    std::function<void(RunConfig&, int)> set) {
    auto* combo = new QComboBox;
    combo->addItems(titles);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    keepWheelForScrolling(combo);
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
