// The optimizer's fields of the section "Training": its kind, what only some kinds use, averages and clipping.
#pragma once

#include <QCoreApplication>
#include <string>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class OptimizerFields {
    Q_DECLARE_TR_FUNCTIONS(OptimizerFields)
public:
    static void addKind(FormFieldMaker& maker);
    static void add(FormFieldMaker& maker);

    // Whether the configuration's optimizer uses the field "optimizer.nesterov"; true for other fields.
    static bool uses(const std::string& key, const config::RunConfig& config);

private:
    static void addNewtonSchulz(FormFieldMaker& maker);
    static void addAdam(FormFieldMaker& maker);
    static void addRetraction(FormFieldMaker& maker);
    static void addDecay(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
