// Section "Network": task, kind, depth, input size and the switches of the architecture.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class NetworkFields {
    Q_DECLARE_TR_FUNCTIONS(NetworkFields)
public:
    static void add(FormFieldMaker& maker);

private:
    static void addTask(FormFieldMaker& maker);
    static void addKind(FormFieldMaker& maker);
    static void addStages(FormFieldMaker& maker);
    static FormField& addDepth(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
