// Section "Training": optimizer, learning rate schedule and regularization of the loss.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class TrainingFields {
    Q_DECLARE_TR_FUNCTIONS(TrainingFields)
public:
    static void add(FormFieldMaker& maker);

private:
    static void addSchedule(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
