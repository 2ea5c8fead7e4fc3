#include "app/workbench/pages/QueueCreator.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <memory>

#include "app/workbench/jobs/BackgroundQueries.h"
#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/pages/SerialWork.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "model/base/AtomicFile.h"
#include "training/sweeps/Queue.h"
#include "training/sweeps/SweepYaml.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/OverwriteQuestion.h"
#include "widgets/common/PathText.h"
#include "widgets/sweeps/ScaleForm.h"
#include "widgets/sweeps/SweepDialog.h"

namespace isonet::workbench {

namespace {
const QString filesKey = QStringLiteral("experiments/files");
}

QueueCreator::QueueCreator(const DraftDocument& draft, const RunFolders& folders, SerialWork& work, Notices& notices,
                           QWidget* parent)
    : QObject(parent),
      draft_(draft),
      folders_(folders),
      work_(work),
      notices_(notices),
      window_(parent),
      background_(new BackgroundQueries(this)),
      reading_(new BackgroundRead(this)) {}

QueueCreator::~QueueCreator() {
    // Their last answers must not reach a half-destroyed object.
    delete background_;
    delete reading_;
}

void QueueCreator::newFromTable(const QString& name) {
    widgets::SweepDialog dialog(draft_.config(), folders_.primary(), window_);
    dialog.showTable(name.isEmpty() ? QStringLiteral("table1") : name);
    exec(dialog);
}

void QueueCreator::newSweep() {
    widgets::SweepDialog dialog(draft_.config(), folders_.primary(), window_);
    dialog.showSweep();
    exec(dialog);
}

void QueueCreator::openFile(const QString& file) {
    if (reading_->isReading())
        notices_.dismissInfo();  // of the one that this replaces
    const auto waited = std::make_shared<bool>(false);
    const auto load = [this, file, waited]() -> BackgroundRead::Answer {
        sweeps::SweepFile sweep;
        const QString problem = problemOf([&] {
            sweep = sweeps::loadSweepFile(widgets::pathBytes(file));
            sweeps::expand(sweep, widgets::pathBytes(file));
        });
        return [this, file, waited, sweep, problem] {
            if (*waited)
                notices_.dismissInfo();
            showFile(file, sweep, problem);
        };
    };
    reading_->start(load, [this, file, waited] {
        *waited = true;
        notices_.info(tr("Opening %1…").arg(file), tr("The disk does not answer yet."));
        notices_.addAction(tr("Cancel"), [this] { reading_->cancel(); });
    });
}

void QueueCreator::showFile(const QString& file, const sweeps::SweepFile& sweep, const QString& problem) {
    if (!problem.isEmpty()) {
        notices_.error(tr("%1 is not a valid sweep file").arg(QFileInfo(file).fileName()), problem);
        return;
    }
    widgets::SweepDialog dialog(draft_.config(), folders_.primary(), window_);
    dialog.showFile(sweep);
    exec(dialog);
}

void QueueCreator::chooseFile() {
    QSettings settings;
    const QString file = QFileDialog::getOpenFileName(window_, tr("Open sweep file"),
                                                      settings.value(filesKey, QDir::homePath()).toString(),
                                                      tr("Sweeps (*.yaml *.yml);;All files (*)"));
    if (file.isEmpty())
        return;
    settings.setValue(filesKey, QFileInfo(file).absolutePath());
    openFile(file);
}

void QueueCreator::exec(widgets::SweepDialog& dialog) {
    connect(&dialog, &widgets::SweepDialog::dataRequested, background_, &BackgroundQueries::findData);
    connect(background_, &BackgroundQueries::dataFound, &dialog, &widgets::SweepDialog::setDataMessage);
    connect(&dialog, &widgets::SweepDialog::rootRequested, &dialog, [this, &dialog] {
        const QString folder = QFileDialog::getExistingDirectory(window_, tr("Dataset folder"));
        if (!folder.isEmpty())
            dialog.scale()->setRoot(folder);
    });
    connect(&dialog, &widgets::SweepDialog::saveRequested, &dialog, [&dialog] { save(dialog); });
    if (dialog.sweep())
        background_->findData(dialog.sweep()->rows.front().config);
    if (dialog.exec() == QDialog::Accepted && dialog.sweep())
        create(*dialog.sweep(), dialog.runNow());
}

void QueueCreator::save(widgets::SweepDialog& dialog) {
    QSettings settings;
    const QDir folder(settings.value(filesKey, QDir::homePath()).toString());
    QString file = QFileDialog::getSaveFileName(
        &dialog, tr("Save sweep file"),
        folder.filePath(QString::fromStdString(dialog.sweep()->name) + QStringLiteral(".yaml")),
        tr("Sweeps (*.yaml *.yml)"));
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().isEmpty()) {
        file += QStringLiteral(".yaml");
        if (!widgets::mayWrite(file, &dialog))
            return;
    }
    settings.setValue(filesKey, QFileInfo(file).absolutePath());
    const QString problem = problemOf([&] { base::replaceFile(widgets::pathBytes(file), dialog.fileText()); });
    dialog.showSaved(problem.isEmpty() ? tr("Saved %1").arg(file) : tr("Not saved: %1").arg(problem));
}

void QueueCreator::create(const sweeps::Sweep& sweep, bool run) {
    auto folder = std::make_shared<std::string>();
    work_.run(
        [sweep, folder, root = folders_.primary().toStdString()] {
            const auto path = telemetry::RunDirectory::freshPath(root, sweep.name);
            sweeps::Queue::create(path, sweep).writeResults();
            *folder = path.string();
        },
        [this, folder, run](const QString& problem) {
            if (problem.isEmpty())
                Q_EMIT created(widgets::pathText(*folder), run);
            else
                notices_.error(tr("The queue was not created"), problem);
        });
}

}  // namespace isonet::workbench
