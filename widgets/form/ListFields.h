// Fields whose editor is a comma-separated list.
#pragma once

#include <QCoreApplication>
#include <string>
#include <vector>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class ListFields {
    Q_DECLARE_TR_FUNCTIONS(ListFields)
public:
    // `placeholder` is shown where the list is empty.
    static FormField& addNumbers(FormFieldMaker& maker, const char* key, const QString& label,
                                 FormFieldMaker::Place<std::vector<double>> place, const QString& tooltip,
                                 const QString& placeholder);
    static FormField& addMilestones(FormFieldMaker& maker);
    static FormField& addNames(FormFieldMaker& maker, const char* key, const QString& label,
                               FormFieldMaker::Place<std::vector<std::string>> place, const QString& tooltip,
                               const QString& placeholder);
    static FormField& addPenaltyExclude(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
