// The form's section "Fine-tuning": weights to start from, frozen layers, learning rates by layer.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class FineTuningFields {
    Q_DECLARE_TR_FUNCTIONS(FineTuningFields)
public:
    static void add(FormFieldMaker& maker);

private:
    static void addLayerRates(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
