// Section "Data": dataset, augmentation, evaluation size, normalization and loading.
#pragma once

#include <QCoreApplication>

#include "widgets/form/FormFieldMaker.h"

namespace isonet::widgets {

class DataFields {
    Q_DECLARE_TR_FUNCTIONS(DataFields)
public:
    static void add(FormFieldMaker& maker);

private:
    static void addDataset(FormFieldMaker& maker);
    static void addAugmentation(FormFieldMaker& maker);
};

}  // namespace isonet::widgets
