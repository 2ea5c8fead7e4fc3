#include "app/workbench/window/FileCommands.h"

#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/WindowActions.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/Queue.h"

namespace isonet::workbench {

namespace {

QString yamlFilter() {
    return FileCommands::tr("Configurations (*.yaml *.yml);;All files (*)");
}

QString folderOf(const QString& file) {
    return file.isEmpty() ? QDir::homePath() : QFileInfo(file).absolutePath();
}

// It has a key that sweeps have and single configurations do not.
bool isSweepFile(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    static const QRegularExpression keys(QStringLiteral("^(experiment|base|rows|vary)\\s*:"),
                                         QRegularExpression::MultilineOption);
    return keys.match(QString::fromUtf8(file.read(1 << 16))).hasMatch();
}

}  // namespace

FileCommands::FileCommands(const WindowActions& actions, DraftDocument& draft, RunSession& session, RunFolders& folders,
                           Notices& notices, QWidget* window)
    : QObject(window), draft_(draft), session_(session), folders_(folders), notices_(notices), window_(window) {
    connect(actions.create, &QAction::triggered, this,
            [this] { replaceDraft(sweeps::defaultPreset().config, {}, tr("the default experiment")); });
    connect(actions.open, &QAction::triggered, this, &FileCommands::chooseConfig);
    connect(actions.openRun, &QAction::triggered, this, &FileCommands::chooseRun);
    connect(actions.save, &QAction::triggered, this, &FileCommands::save);
    connect(actions.saveAs, &QAction::triggered, this, &FileCommands::saveAs);
    connect(actions.openFolder, &QAction::triggered, this, &FileCommands::showRunsFolder);
    connect(actions.chooseFolder, &QAction::triggered, this, &FileCommands::chooseRunsFolder);
}

void FileCommands::openSource(const QString& source) {
    const QFileInfo info(source);
    if (info.isDir())
        openFolder(source);
    else if (info.exists() && isSweepFile(info.absoluteFilePath()))
        Q_EMIT sweepFileOpened(info.absoluteFilePath());
    else if (info.exists())
        openConfig(info.absoluteFilePath());
    else if (const auto* preset = sweeps::findPreset(source.toStdString()))
        replaceDraft(preset->config, {}, QString::fromStdString(preset->title));
    else
        notices_.error(tr("Cannot open %1").arg(source),
                       tr("There is no file, run directory or preset with that name. The presets are in the menu above "
                          "the form."));
}

void FileCommands::openFolder(const QString& folder) {
    const QFileInfo info(folder);
    if (telemetry::isRun(folder.toStdString()))
        session_.show(info.absoluteFilePath());
    else if (sweeps::isQueue(folder.toStdString()))
        Q_EMIT queueOpened(info.absoluteFilePath());
    else
        notices_.error(
            tr("%1 is not a run").arg(info.fileName()),
            tr("%1 contains neither config.yaml nor event files. Choose the directory of a single run; set a "
               "folder of many runs with File > Choose runs folder.")
                .arg(info.absoluteFilePath()));
}

void FileCommands::openConfig(const QString& file) {
    const QString name = QFileInfo(file).fileName();
    try {
        replaceDraft(config::loadRunConfig(file.toStdString()), file, name);
    } catch (const config::ConfigError& e) {
        notices_.error(tr("Cannot open %1: invalid configuration").arg(name), QString::fromUtf8(e.what()));
        notices_.addAction(tr("Retry"), [this, file] { openConfig(file); });
    } catch (const std::exception& e) {
        notices_.error(tr("Cannot read %1").arg(name), QString::fromUtf8(e.what()));
    }
}

void FileCommands::replaceDraft(const config::RunConfig& config, const QString& file, const QString& description) {
    const auto before = draft_.state();
    const bool lost = draft_.wouldLose(config);
    notices_.dismiss();
    Q_EMIT aboutToReplaceDraft();
    draft_.open(config, file);
    session_.showDraft();
    notices_.showStatus(tr("Opened %1 in the form.").arg(description), 5000);
    if (!lost)
        return;
    notices_.info(tr("Opened %1 in the form").arg(description),
                  tr("It replaced your experiment, which had unsaved changes."));
    notices_.addAction(tr("Restore my experiment"), [this, before] {
        draft_.restore(before);
        session_.showDraft();
    });
}

void FileCommands::newFromShown() {
    const auto config = session_.shown().config().value_or(draft_.config());
    if (draft_.wouldLose(config)) {
        replaceDraft(config, {}, tr("a copy of %1").arg(session_.shown().name()));
        return;
    }
    draft_.detachFile();
    session_.showDraft(config);
}

void FileCommands::chooseConfig() {
    const QString file =
        QFileDialog::getOpenFileName(window_, tr("Open configuration"), folderOf(draft_.file()), yamlFilter());
    if (!file.isEmpty())
        openConfig(file);
}

void FileCommands::chooseRun() {
    const QString folder = QFileDialog::getExistingDirectory(window_, tr("Open run"), folders_.primary());
    if (!folder.isEmpty())
        openSource(folder);
}

void FileCommands::showRunsFolder() {
    QDir().mkpath(folders_.primary());
    QDesktopServices::openUrl(QUrl::fromLocalFile(folders_.primary()));
}

void FileCommands::chooseRunsFolder() {
    const QString folder = QFileDialog::getExistingDirectory(window_, tr("Choose runs folder"), folders_.primary());
    if (!folder.isEmpty())
        folders_.setPrimary(folder);
}

void FileCommands::save() {
    // A shown run keeps its own configuration; a copy of it needs a name.
    if (draft_.file().isEmpty() || !session_.shown().isEmpty())
        saveAs();
    else
        saveTo(draft_.file());
}

void FileCommands::saveAs() {
    const auto config = session_.shown().config().value_or(draft_.config());
    const QString proposal =
        draft_.file().isEmpty() || !session_.shown().isEmpty()
            ? QDir(folderOf(draft_.file()))
                  .filePath(QString::fromStdString(config::runTitle(config)) + QStringLiteral(".yaml"))
            : draft_.file();
    const QString file = QFileDialog::getSaveFileName(window_, tr("Save configuration"), proposal, yamlFilter());
    if (!file.isEmpty())
        saveTo(file);
}

void FileCommands::saveTo(const QString& file) {
    try {
        if (session_.shown().isEmpty())
            draft_.saveTo(file);
        else
            config::saveRunConfig(session_.shown().config().value(), file.toStdString());
    } catch (const std::exception& e) {
        notices_.error(tr("%1 was not saved").arg(QFileInfo(file).fileName()), QString::fromUtf8(e.what()));
        return;
    }
    notices_.showStatus(tr("Saved %1").arg(file), 5000);
}

}  // namespace isonet::workbench
