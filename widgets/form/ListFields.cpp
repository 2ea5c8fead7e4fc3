#include "widgets/form/ListFields.h"

#include <QLineEdit>

#include "widgets/common/Format.h"
#include "widgets/common/NumberText.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

QString joinNumbers(const std::vector<double>& values) {
    QStringList texts;
    for (const double value : values)
        texts << formatNumber(value);
    return texts.join(QStringLiteral(", "));
}

// Changes the text only where its value differs, so that the user can continue after "3,".
void showNumbers(QLineEdit* edit, const std::vector<double>& values) {
    QStringList typed;
    for (const auto& part : splitList(edit->text())) {
        double value = 0;
        typed << (parseNumber(part, value) ? formatNumber(value) : part);
    }
    if (typed.join(QStringLiteral(", ")) != joinNumbers(values))
        edit->setText(joinNumbers(values));
}

// Returns the first part that is not a number, or an empty string.
QString readNumbers(const QString& text, std::vector<double>& values) {
    values.clear();
    for (const auto& part : splitList(text)) {
        double value = 0;
        if (!parseNumber(part, value))
            return part;
        values.push_back(value);
    }
    return {};
}

}  // namespace

FormField& ListFields::addNumbers(FormFieldMaker& maker, const char* key, const QString& label,
                                  FormFieldMaker::Place<std::vector<double>> place, const QString& tooltip,
                                  const QString& placeholder) {
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(placeholder);
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom(key, label, edit, tooltip);
    field.show = [edit, place](const RunConfig& c) {
        RunConfig copy = c;
        showNumbers(edit, place(copy));
    };
    field.read = [edit, place](RunConfig& c) -> QString {
        std::vector<double> values;
        if (const QString wrong = readNumbers(edit->text(), values); !wrong.isEmpty())
            return tr("\"%1\" is not a number; enter e.g. 0.485, 0.456, 0.406.").arg(wrong);
        place(c) = values;
        return {};
    };
    return field;
}

FormField& ListFields::addMilestones(FormFieldMaker& maker) {
    auto* edit = new QLineEdit;
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom("schedule.milestones", tr("Milestones"), edit,
                                    tr("<b>Milestones</b><br>Epochs after which the learning rate is multiplied by "
                                       "the drop factor, in increasing order, separated by commas. Empty: 30, 60 and "
                                       "90 % of the epochs."),
                                    tr("epochs"));
    field.show = [edit](const RunConfig& c) {
        RunConfig defaults = c;
        defaults.schedule.milestones.clear();
        edit->setPlaceholderText(joinNumbers(config::milestonesInForce(defaults)));
        showNumbers(edit, c.schedule.milestones);
    };
    field.read = [edit](RunConfig& c) -> QString {
        std::vector<double> values;
        if (const QString wrong = readNumbers(edit->text(), values); !wrong.isEmpty())
            return tr("\"%1\" is not a number of epochs; enter e.g. 3, 6, 9.").arg(wrong);
        c.schedule.milestones = values;
        return {};
    };
    return field;
}

FormField& ListFields::addNames(FormFieldMaker& maker, const char* key, const QString& label,
                                FormFieldMaker::Place<std::vector<std::string>> place, const QString& tooltip,
                                const QString& placeholder) {
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(placeholder);
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom(key, label, edit, tooltip);
    field.show = [edit, place](const RunConfig& c) {
        RunConfig copy = c;
        QStringList names;
        for (const auto& name : place(copy))
            names << QString::fromStdString(name);
        edit->setText(names.join(QStringLiteral(", ")));
    };
    field.read = [edit, place](RunConfig& c) -> QString {
        place(c).clear();
        for (const auto& name : splitList(edit->text()))
            place(c).push_back(name.toStdString());
        return {};
    };
    return field;
}

FormField& ListFields::addPenaltyExclude(FormFieldMaker& maker) {
    return addNames(
        maker, "penalty.exclude", tr("Exclude layers"), [](RunConfig & c) -> auto& { return c.penalty.exclude; },
        tr("<b>Layers excluded from the penalty</b><br>Names as in the plots, separated by commas: "
           "<tt>s2.b1.proj, s3.*</tt>. The stem is never penalized, as in the published code."),
        tr("none"));
}

}  // namespace isonet::widgets
