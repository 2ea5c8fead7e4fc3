// Where new runs are trained, with the options of each kind of place: a modal dialog. GUI thread only.
#pragma once

#include <QStringList>

#include "training/launch/Place.h"

class QWidget;

namespace isonet::workbench {

class RunPlaces;

// Shows `kind` first. `devices`: of this computer. Changes `places` if the user agrees.
void askForPlace(QWidget* parent, RunPlaces& places, launch::PlaceKind kind, const QStringList& devices);

}  // namespace isonet::workbench
