// The sections of the configuration form, from top to bottom.
#pragma once

#include <QCoreApplication>
#include <vector>

#include "widgets/form/FormFieldMaker.h"

class QVBoxLayout;

namespace isonet::widgets {

class FormSections {
    Q_DECLARE_TR_FUNCTIONS(FormSections)
public:
    // Adds the sections to `layout` and their fields to the list of `maker`.
    static std::vector<FormSection*> build(FormFieldMaker& maker, QVBoxLayout* layout);
};

}  // namespace isonet::widgets
