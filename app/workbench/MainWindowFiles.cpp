// Configurations and runs as files: opening, saving, dropping on the window.
#include <QAction>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QStatusBar>
#include <QUrl>
#include <system_error>

#include "app/workbench/ExperimentPage.h"
#include "app/workbench/ExperimentsPage.h"
#include "app/workbench/MainWindow.h"
#include "app/workbench/RunsPage.h"
#include "training/config/Presets.h"
#include "training/config/RunConfigYaml.h"
#include "widgets/CompareView.h"
#include "widgets/MessageBar.h"
#include "widgets/PictureDialog.h"
#include "widgets/PlotGrid.h"
#include "widgets/RunData.h"
#include "widgets/RunView.h"

namespace isonet::workbench {

using widgets::MessageBar;

namespace {
const QString yamlFilter = QStringLiteral("Configurations (*.yaml *.yml);;All files (*)");

QString folderOf(const QString& document) {
    return document.isEmpty() ? QDir::homePath() : QFileInfo(document).absolutePath();
}
}  // namespace

void MainWindow::openSource(const QString& source) {
    const QFileInfo info(source);
    if (info.isDir()) {
        if (telemetry::isRun(source.toStdString()))
            showRun(info.absoluteFilePath());
        else if (experiments::isQueue(source.toStdString()))
            showQueue(info.absoluteFilePath());
        else
            bar_->showMessage(
                MessageBar::Kind::Error, QStringLiteral("%1 is not a run").arg(info.fileName()),
                QStringLiteral("%1 holds neither config.yaml nor event files. Choose the folder of one run; "
                               "a folder of many runs is set with File, Choose runs folder.")
                    .arg(info.absoluteFilePath()));
        return;
    }
    if (info.exists() && isExperimentFile(info.absoluteFilePath())) {
        showPage(Page::Experiments);
        // Who dropped the file waits for the answer, which the dialog would delay.
        QMetaObject::invokeMethod(
            experimentsPage_, [this, file = info.absoluteFilePath()] { experimentsPage_->openFile(file); },
            Qt::QueuedConnection);
        return;
    }
    if (info.exists()) {
        openConfig(info.absoluteFilePath());
        return;
    }
    if (const auto* preset = config::findPreset(source.toStdString())) {
        replaceDraft(preset->config, {}, QString::fromStdString(preset->title));
        return;
    }
    bar_->showMessage(
        MessageBar::Kind::Error, QStringLiteral("There is no %1").arg(source),
        QStringLiteral("Neither a file, nor a run directory, nor a preset bears that name. The presets are in "
                       "the menu above the form."));
}

void MainWindow::openConfig(const QString& file) {
    try {
        replaceDraft(config::loadRunConfig(file.toStdString()), file, QFileInfo(file).fileName());
    } catch (const config::ConfigError& e) {
        bar_->showMessage(
            MessageBar::Kind::Error,
            QStringLiteral("%1 cannot be opened: the configuration is wrong").arg(QFileInfo(file).fileName()),
            QString::fromUtf8(e.what()));
        bar_->addAction(QStringLiteral("Try again"), [this, file] { openConfig(file); });
    } catch (const std::exception& e) {
        bar_->showMessage(MessageBar::Kind::Error, QStringLiteral("%1 cannot be read").arg(QFileInfo(file).fileName()),
                          QString::fromUtf8(e.what()));
    }
}

void MainWindow::replaceDraft(const config::RunConfig& config, const QString& file, const QString& what) {
    const config::RunConfig before = draft_;
    const config::RunConfig savedBefore = saved_;
    const QString fileBefore = document_;
    const bool lost = !(draft_ == saved_) && !(draft_ == config);
    document_ = file;
    saved_ = config;
    bar_->dismiss();
    if (page() == Page::Runs || page() == Page::Experiments)
        showPage(Page::Design);
    showDraft(config);
    statusBar()->showMessage(QStringLiteral("The form holds %1.").arg(what), 5000);
    if (!lost)
        return;
    bar_->showMessage(MessageBar::Kind::Info, QStringLiteral("The form now holds %1").arg(what),
                      QStringLiteral("Your unsaved changes to the experiment before it were set aside."));
    bar_->addAction(QStringLiteral("Bring them back"), [this, before, savedBefore, fileBefore] {
        document_ = fileBefore;
        saved_ = savedBefore;
        showDraft(before);
    });
}

void MainWindow::chooseConfig() {
    const QString file =
        QFileDialog::getOpenFileName(this, QStringLiteral("Open configuration"), folderOf(document_), yamlFilter);
    if (!file.isEmpty())
        openConfig(file);
}

void MainWindow::chooseRun() {
    const QString folder = QFileDialog::getExistingDirectory(this, QStringLiteral("Open run"), runsFolder_);
    if (!folder.isEmpty())
        openSource(folder);
}

void MainWindow::chooseRunsFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, QStringLiteral("Folder of runs"), runsFolder_);
    if (folder.isEmpty())
        return;
    rememberRunsFolder_ = true;
    setRunsFolder(folder);
}

bool MainWindow::save() {
    // A shown run's configuration is its own copy; saving it elsewhere needs a name.
    if (document_.isEmpty() || !shown_.isEmpty())
        return saveAs();
    saveTo(document_);
    return true;
}

bool MainWindow::saveAs() {
    const auto& config = page_->form()->config();
    const QString proposal =
        document_.isEmpty() || !shown_.isEmpty()
            ? QDir(folderOf(document_))
                  .filePath(QString::fromStdString(config::runTitle(config)) + QStringLiteral(".yaml"))
            : document_;
    const QString file = QFileDialog::getSaveFileName(this, QStringLiteral("Save configuration"), proposal, yamlFilter);
    if (file.isEmpty())
        return false;
    saveTo(file);
    return true;
}

void MainWindow::saveTo(const QString& file) {
    const auto config = page_->form()->config();
    try {
        config::saveRunConfig(config, file.toStdString());
    } catch (const std::exception& e) {
        bar_->showMessage(MessageBar::Kind::Error, QStringLiteral("%1 was not saved").arg(QFileInfo(file).fileName()),
                          QString::fromUtf8(e.what()));
        return;
    }
    if (shown_.isEmpty()) {
        document_ = file;
        saved_ = config;
    }
    statusBar()->showMessage(QStringLiteral("Saved %1").arg(file), 5000);
    refreshTitle();
}

void MainWindow::exportPage() {
    auto* grid = page() == Page::Runs ? runsPage_->comparison()->plots() : view_->grid();
    const QString name = page() == Page::Runs ? QStringLiteral("comparison") : QFileInfo(shown_).fileName();
    widgets::PictureDialog dialog(name, grid->size(), name, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString problem = grid->exportPicture(dialog.file(), dialog.size(), name);
    if (problem.isEmpty())
        statusBar()->showMessage(QStringLiteral("Saved %1").arg(dialog.file()), 5000);
    else
        bar_->showMessage(MessageBar::Kind::Error, QStringLiteral("The plots were not saved"), problem);
}

void MainWindow::exportScalars() {
    const QString proposal = QDir::home().filePath(QFileInfo(shown_).fileName() + QStringLiteral(".csv"));
    const QString file = QFileDialog::getSaveFileName(this, QStringLiteral("Save all scalars"), proposal,
                                                      QStringLiteral("CSV files (*.csv)"));
    if (file.isEmpty())
        return;
    QByteArray csv = widgets::scalarCsvHeader();
    for (const auto& tag : data_->tagsWithPrefix({}))
        if (const auto* series = data_->series(tag))
            widgets::appendCsv(csv, tag, *series);
    const QString problem = widgets::saveBytes(csv, file);
    if (problem.isEmpty())
        statusBar()->showMessage(QStringLiteral("Saved %1").arg(file), 5000);
    else
        bar_->showMessage(MessageBar::Kind::Error, QStringLiteral("The scalars were not saved"), problem);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const auto urls = event->mimeData()->urls();
    if (!urls.isEmpty())
        openSource(urls.first().toLocalFile());
}

}  // namespace isonet::workbench
