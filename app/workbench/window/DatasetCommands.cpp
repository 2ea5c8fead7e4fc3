#include "app/workbench/window/DatasetCommands.h"

#include <QFileDialog>
#include <cmath>

#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/window/WindowActions.h"
#include "widgets/common/PathText.h"
#include "widgets/data/DatasetCheckDialog.h"

namespace isonet::workbench {
namespace {

// As shown: four decimals.
std::vector<double> rounded(std::vector<double> values) {
    for (double& value : values)
        value = std::round(value * 1e4) / 1e4;
    return values;
}

}  // namespace

DatasetCommands::DatasetCommands(const WindowActions& actions, DraftDocument& draft, QWidget* window)
    : QObject(window), draft_(draft), window_(window) {
    connect(actions.checkDataset, &QAction::triggered, this, &DatasetCommands::check);
    connect(&checker_, &DatasetChecker::progress, this, [this](std::int64_t done, std::int64_t all) {
        if (dialog_)
            dialog_->showProgress(done, all);
    });
    connect(&checker_, &DatasetChecker::finished, this, [this](const widgets::CheckInfo& info) {
        info_ = info;
        if (dialog_)
            dialog_->showReport(info);
    });
    connect(&checker_, &DatasetChecker::thumbnailReady, this, [this](int finding, const QImage& thumbnail) {
        if (dialog_)
            dialog_->showThumbnail(finding, thumbnail);
    });
    connect(&checker_, &DatasetChecker::stopped, this, [this] {
        if (dialog_)
            dialog_->showMessage(tr("Stopped before all images were read."));
    });
    connect(&checker_, &DatasetChecker::failed, this, [this](const QString& text) {
        if (dialog_)
            dialog_->showMessage(text);
    });
    connect(&checker_, &DatasetChecker::listWritten, this, [this](const QString& file) {
        auto config = draft_.config();
        config.data.exclude = widgets::pathBytes(file);
        draft_.beginStep();
        draft_.setConfig(config);
        if (dialog_)
            dialog_->showMessage(tr("The experiment leaves out the images that %1 names.").arg(file));
    });
}

void DatasetCommands::check() {
    if (!dialog_) {
        dialog_ = new widgets::DatasetCheckDialog(window_);
        dialog_->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog_, &widgets::DatasetCheckDialog::stopRequested, &checker_, &DatasetChecker::stop);
        connect(dialog_, &widgets::DatasetCheckDialog::normalizationRequested, this,
                &DatasetCommands::useNormalization);
        connect(dialog_, &widgets::DatasetCheckDialog::listRequested, this, &DatasetCommands::chooseList);
        checker_.check(draft_.config().data);
    }
    dialog_->show();
    dialog_->raise();
    dialog_->activateWindow();
}

void DatasetCommands::useNormalization() {
    if (info_.mean.empty())
        return;
    auto config = draft_.config();
    const bool gray = config.model.channels == 1;
    config.data.mean = rounded(gray ? std::vector<double>{info_.grayMean} : info_.mean);
    config.data.deviation = rounded(gray ? std::vector<double>{info_.grayDeviation} : info_.deviation);
    draft_.beginStep();
    draft_.setConfig(config);
    if (dialog_)
        dialog_->showMessage(tr("The experiment uses this mean and deviation."));
}

void DatasetCommands::chooseList() {
    const QString file = QFileDialog::getSaveFileName(window_, tr("List of images to leave out"),
                                                      QStringLiteral("leave-out.txt"), tr("Text files (*.txt)"));
    if (!file.isEmpty())
        checker_.writeList(file);
}

}  // namespace isonet::workbench
