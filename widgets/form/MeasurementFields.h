// Section "Measurement": how often losses, spectra and checkpoints are recorded.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class MeasurementFields {
    Q_DECLARE_TR_FUNCTIONS(MeasurementFields)
public:
    static void add(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
