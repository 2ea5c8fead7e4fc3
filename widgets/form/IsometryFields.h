// Section "Isometry": activation, initialization, block overrides and the orthogonality penalty.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class IsometryFields {
    Q_DECLARE_TR_FUNCTIONS(IsometryFields)
public:
    static void add(FormFieldMaker& maker);

private:
    static void addActivation(FormFieldMaker& maker);
    static void addBlockOverrides(FormFieldMaker& maker);
    static void addPenalty(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
