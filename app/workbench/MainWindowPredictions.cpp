// The page of predictions follows the run that the window shows.
#include <QFileInfo>

#include "app/workbench/MainWindow.h"
#include "app/workbench/PredictionsPage.h"
#include "widgets/Format.h"

namespace isonet::workbench {

void MainWindow::refreshPredictions() {
    predictionsPage_->setRun(shown_, widgets::shortRunName(QFileInfo(shown_).fileName()), data_);
}

}  // namespace isonet::workbench
