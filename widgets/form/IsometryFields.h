// Section "Isometry": activation, initialization, parameterization, block overrides, the orthogonality penalty
// and clipping.
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
    static void addTailoring(FormFieldMaker& maker);
    static void addParameterization(FormFieldMaker& maker);
    static void addBlockOverrides(FormFieldMaker& maker);
    static void addPenalty(FormFieldMaker& maker);
    static void addClipping(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
