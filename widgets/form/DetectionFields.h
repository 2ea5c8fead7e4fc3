// Section "Detection": weights, frozen parts, image size and annotations of a detector.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class DetectionFields {
    Q_DECLARE_TR_FUNCTIONS(DetectionFields)
public:
    static void add(FormFieldMaker& maker);

private:
    static void addAnnotations(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
