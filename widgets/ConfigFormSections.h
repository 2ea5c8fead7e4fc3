// Which fields the form has, in which sections, and what each teaches. Private to ConfigForm.
#pragma once

#include <vector>

#include "widgets/FormField.h"

class QVBoxLayout;

namespace isonet::widgets {

// Adds the sections to `layout` and their fields to `maker`'s list. Returns the sections from top to bottom.
std::vector<FormSection*> buildSections(FormFieldMaker& maker, QVBoxLayout* layout);

// Field builders whose editors need more than a line; used by buildSections.
void addNetworkKindField(FormFieldMaker& maker);
void addDepthField(FormFieldMaker& maker);
FormField& addExcludeField(FormFieldMaker& maker);
FormField& addBlocksField(FormFieldMaker& maker);
FormField& addMilestonesField(FormFieldMaker& maker);
void addDatasetField(FormFieldMaker& maker);
void addFolderField(FormFieldMaker& maker);
// A list of numbers: one, one a channel, or none.
FormField& addNumbersField(FormFieldMaker& maker, const char* key, const QString& label,
                           FormFieldMaker::Place<std::vector<double>> place, const QString& tooltip,
                           const QString& placeholder = QStringLiteral("the data set's own"));
void addDeviceField(FormFieldMaker& maker);
void addSeedField(FormFieldMaker& maker);

// ConfigFormDetection.cpp: classification or detection, and what only a detector has.
void addTaskField(FormFieldMaker& maker);
void addDetection(FormFieldMaker& maker);
void addDetectorDetail(FormFieldMaker& maker);
// Data, schedule and the like as usual for the task; the network stays as far as the data allow.
void applyTask(config::RunConfig& config, bool detection);
// Whether the configuration's task uses this key.
bool appliesToTask(const std::string& key, const config::RunConfig& config);

}  // namespace isonet::widgets
