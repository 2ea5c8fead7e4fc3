// One field of the configuration form: an editor bound to a place in RunConfig. The factories make the editor, bind it,
// and give it the tooltip that teaches the quantity. Private to ConfigForm.
#pragma once

#include <QString>
#include <functional>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/FormSection.h"

class QComboBox;

namespace isonet::widgets {

inline QString L(const char* text) {  // a literal in UTF-8
    return QString::fromUtf8(text);
}

struct FormField {
    std::string key;  // as YAML and validate() name it: "optimizer.learning_rate"
    QString tooltip;
    FormSection* section = nullptr;
    FormRow row;
    std::function<void(const config::RunConfig&)> show;  // configuration -> editor
    std::function<QString(config::RunConfig&)> read;     // editor -> configuration; a sentence when it cannot be read
    std::function<QString(const config::RunConfig&)> whyNot;  // why the field does not apply; empty: it does
    bool legible = false;                                     // drawn to be read though disabled
    QString unreadable;                                       // read()'s last sentence
};

// Makes fields and reports every edit of field number i to `edited`.
class FormFieldMaker {
public:
    FormFieldMaker(std::vector<FormField>& fields, std::function<void(std::size_t)> edited);

    void beginSection(FormSection* section) { section_ = section; }

    template <typename T>
    using Place = std::function<T&(config::RunConfig&)>;

    FormField& number(const char* key, const QString& label, Place<double> place, const QString& tooltip,
                      const QString& unit = {});
    FormField& integer(const char* key, const QString& label, Place<int> place, int low, int high,
                       const QString& tooltip, const QString& suffix = {}, const QString& zeroText = {});
    FormField& bigInteger(const char* key, const QString& label, Place<std::int64_t> place, const QString& tooltip,
                          const QString& zeroText);
    FormField& check(const char* key, const QString& label, const QString& text, Place<bool> place,
                     const QString& tooltip);
    FormField& text(const char* key, const QString& label, Place<std::string> place, const QString& tooltip,
                    const QString& placeholder = {});
    // Titles and their sentences in the order of the enumeration.
    template <typename E>
    FormField& choice(const char* key, const QString& label, Place<E> place, const QStringList& titles,
                      const QString& tooltip) {
        return choiceOf(
            key, label, titles, tooltip, [place](config::RunConfig& c) { return static_cast<int>(place(c)); },
            [place](config::RunConfig& c, int i) { place(c) = static_cast<E>(i); });
    }
    FormField& choiceOf(const char* key, const QString& label, const QStringList& titles, const QString& tooltip,
                        std::function<int(config::RunConfig&)> get, std::function<void(config::RunConfig&, int)> set);
    // Any editor, bound by the caller, who calls edited(index of the last field).
    FormField& custom(const char* key, const QString& label, QWidget* editor, const QString& tooltip,
                      const QString& unit = {});
    std::function<void()> editedCallback() const;      // for the field being made next
    std::function<void()> lastEditedCallback() const;  // for the field made last

private:
    std::vector<FormField>& fields_;
    std::function<void(std::size_t)> edited_;
    FormSection* section_ = nullptr;
};

// "0.02", "2e-2", "1E-4" (and a comma for the point). False for anything else.
bool parseNumber(const QString& text, double& value);

// Lets the wheel scroll the form unless the editor has the focus.
void keepWheelForScrolling(QWidget* editor);

}  // namespace isonet::widgets
