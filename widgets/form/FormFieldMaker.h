// Factories for form fields. Each makes the editor, binds it to a place in RunConfig and adds it to the form's list.
#pragma once

#include <QCoreApplication>
#include <cstdint>
#include <functional>
#include <vector>

#include "widgets/form/ChoiceText.h"
#include "widgets/form/FormField.h"

class QComboBox;

namespace isonet::widgets {

// Text after an integer: " step" after 1, " steps" otherwise.
struct Unit {
    Unit(const QString& any = {}) : one(any), many(any) {}
    Unit(const QString& one, const QString& many) : one(one), many(many) {}
    QString one, many;
};

class FormFieldMaker {
    Q_DECLARE_TR_FUNCTIONS(FormFieldMaker)
public:
    // Calls `edited(i)` at every edit of fields[i].
    FormFieldMaker(std::vector<FormField>& fields, std::function<void(std::size_t)> edited);

    // Fields made next go to this section.
    void beginSection(FormSection* section) { section_ = section; }

    template <typename T>
    using Place = std::function<T&(config::RunConfig&)>;

    FormField& number(const char* key, const QString& label, Place<double> place, const QString& tooltip,
                      const QString& unit = {});
    FormField& integer(const char* key, const QString& label, Place<int> place, int low, int high,
                       const QString& tooltip, const Unit& unit = {}, const QString& zeroText = {});
    FormField& bigInteger(const char* key, const QString& label, Place<std::int64_t> place, const QString& tooltip,
                          const QString& zeroText);
    FormField& check(const char* key, const QString& label, const QString& text, Place<bool> place,
                     const QString& tooltip);
    FormField& text(const char* key, const QString& label, Place<std::string> place, const QString& tooltip,
                    const QString& placeholder = {});
    // A combo box of an enumeration's descriptor table (model/spec/Choice.h).
    template <typename E>
    FormField& choice(const char* key, const QString& label, Place<E> place, const QString& tooltip) {
        return choiceOf(
            key, label, choiceItems<E>(), tooltip, [place](config::RunConfig& c) { return static_cast<int>(place(c)); },
            [place](config::RunConfig& c, int i) { place(c) = spec::fromIndex<E>(i).value_or(place(c)); });
    }
    FormField& choiceOf(const char* key, const QString& label, const QVector<ChoiceItem>& items, const QString& tooltip,
                        std::function<int(config::RunConfig&)> get, std::function<void(config::RunConfig&, int)> set);

    // Any editor. The caller sets show and read, and connects the editor to editedCallback().
    FormField& custom(const char* key, const QString& label, QWidget* editor, const QString& tooltip,
                      const QString& unit = {});
    std::function<void()> editedCallback() const;      // of the field made next
    std::function<void()> lastEditedCallback() const;  // of the field made last
    static QComboBox* makeComboBox();

private:
    std::vector<FormField>& fields_;
    std::function<void(std::size_t)> edited_;
    FormSection* section_ = nullptr;
};

}  // namespace isonet::widgets
