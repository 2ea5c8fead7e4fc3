// GUI thread only.
#pragma once

class QDialog;

namespace isonet::workbench {

// Makes a dialog with a layout at least `width` pixels wide (at the default font), and as tall as its wrapped text
// needs there, up to the screen. Qt's own size ends at two thirds of the screen, which cuts buttons off at large text.
void fitDialog(QDialog& dialog, int width);

}  // namespace isonet::workbench
