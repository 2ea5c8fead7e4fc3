// Checks the dataset of the experiment: reads it in the background, shows the report, and carries over mean, deviation
// and the list of images to leave out. GUI thread only.
#pragma once

#include <QObject>
#include <QPointer>

#include "app/workbench/jobs/DatasetChecker.h"
#include "widgets/data/CheckInfo.h"

class QWidget;

namespace isonet::widgets {
class DatasetCheckDialog;
}

namespace isonet::workbench {

class DraftDocument;
class WindowActions;

class DatasetCommands : public QObject {
    Q_OBJECT
public:
    // All must outlive this object; dialogs open above `window`.
    DatasetCommands(const WindowActions& actions, DraftDocument& draft, QWidget* window);

    void check();
    // Sets mean and deviation of the experiment to those of the report.
    void useNormalization();

private:
    void chooseList();

    DraftDocument& draft_;
    QWidget* window_;
    QPointer<widgets::DatasetCheckDialog> dialog_;
    widgets::CheckInfo info_;
    DatasetChecker checker_;
};

}  // namespace isonet::workbench
