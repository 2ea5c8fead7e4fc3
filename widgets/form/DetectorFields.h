// Section "Detector details": anchors, proposals, sampling and suppression of the detector.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class DetectorFields {
    Q_DECLARE_TR_FUNCTIONS(DetectorFields)
public:
    static void add(FormFieldMaker& maker);

private:
    static void addAnchors(FormFieldMaker& maker);
    static void addProposals(FormFieldMaker& maker);
    static void addRegions(FormFieldMaker& maker);
    static void addDetections(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
