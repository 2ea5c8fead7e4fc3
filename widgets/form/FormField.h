// One field of the configuration form: an editor bound to a value of RunConfig. GUI thread only.
#pragma once

#include <QCoreApplication>
#include <QString>
#include <functional>
#include <string>

#include "training/config/RunConfig.h"
#include "widgets/form/FormSection.h"

namespace isonet::widgets {

class FormField {
    Q_DECLARE_TR_FUNCTIONS(FormField)
public:
    std::string key;  // as in YAML and validate(): "optimizer.learning_rate"
    QString tooltip;
    FormSection* section = nullptr;
    FormRow row;
    std::function<void(const config::RunConfig&)> show;  // configuration -> editor
    std::function<QString(config::RunConfig&)> read;     // editor -> configuration; returns an error or empty
    std::function<QString(const config::RunConfig&)> unusedReason;  // why the field has no effect; empty: it has
    QString unreadable;                                             // read()'s last error

    struct State {
        QString problem;  // validation error, empty: valid
        QString note;     // shown where there is no problem
        bool noteIsProblem = false;
        bool visible = true;
        bool readOnly = false;
    };
    // Updates message, highlight, tooltip and enabled state of the row.
    void present(const State& state, const config::RunConfig& config);

private:
    bool readableWhenDisabled_ = false;
};

}  // namespace isonet::widgets
