// The page of predictions follows the run that the window shows.
#include "app/workbench/MainWindow.h"
#include "app/workbench/PredictionsPage.h"

namespace isonet::workbench {

void MainWindow::refreshPredictions() {
    predictionsPage_->setRun(shown_, nameOf(shown_), noConfig_, data_);
}

}  // namespace isonet::workbench
