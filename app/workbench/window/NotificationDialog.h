// How messages outside the window report the end of a run: a modal dialog with a test. GUI thread only.
#pragma once

class QWidget;

namespace isonet::workbench {

class Notifier;

void askForNotifications(QWidget* parent, Notifier& notifier);

}  // namespace isonet::workbench
