#include "widgets/form/FormSections.h"

#include <QVBoxLayout>

#include "widgets/form/DataFields.h"
#include "widgets/form/DetectionFields.h"
#include "widgets/form/DetectorFields.h"
#include "widgets/form/FineTuningFields.h"
#include "widgets/form/IsometryFields.h"
#include "widgets/form/MeasurementFields.h"
#include "widgets/form/NetworkFields.h"
#include "widgets/form/RunFields.h"
#include "widgets/form/TrainingFields.h"

namespace isonet::widgets {

std::vector<FormSection*> FormSections::build(FormFieldMaker& maker, QVBoxLayout* layout) {
    struct Entry {
        const char* id;  // stored in the settings; never changes
        QString title;
        void (*add)(FormFieldMaker&);
    };
    const Entry entries[] = {
        {"Network", tr("Network"), NetworkFields::add},
        {"Isometry", tr("Isometry"), IsometryFields::add},
        {"Training", tr("Training"), TrainingFields::add},
        {"Data", tr("Data"), DataFields::add},
        {"Fine-tuning", tr("Fine-tuning"), FineTuningFields::add},
        {"Detection", tr("Detection"), DetectionFields::add},
        {"Detector in detail", tr("Detector details"), DetectorFields::add},
        {"Measurement", tr("Measurement"), MeasurementFields::add},
        {"Run", tr("Run"), RunFields::add},
    };
    std::vector<FormSection*> sections;
    for (const auto& [id, title, add] : entries) {
        auto* section = new FormSection(title);
        section->setObjectName(QString::fromLatin1(id));
        maker.beginSection(section);
        add(maker);
        layout->addWidget(section);
        sections.push_back(section);
    }
    layout->addStretch(1);
    return sections;
}

}  // namespace isonet::widgets
