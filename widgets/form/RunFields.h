// Section "Run": name, device, precision and seed.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class RunFields {
    Q_DECLARE_TR_FUNCTIONS(RunFields)
public:
    static void add(FormFieldMaker& maker);

private:
    static void addDevice(FormFieldMaker& maker);
    static void addSeed(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
