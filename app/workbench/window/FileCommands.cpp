#include "app/workbench/window/FileCommands.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "app/workbench/pages/CloneQuestion.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/WindowActions.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/Queue.h"
#include "widgets/common/PathText.h"

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
    std::ifstream file(widgets::pathBytes(path), std::ios::binary);
    std::string start(1 << 16, '\0');
    file.read(start.data(), std::streamsize(start.size()));
    start.resize(std::size_t(file.gcount()));
    static const QRegularExpression keys(QStringLiteral("^(experiment|base|rows|vary)\\s*:"),
                                         QRegularExpression::MultilineOption);
    return keys.match(QString::fromStdString(start)).hasMatch();
}

bool isWeightsFile(const QString& name) {
    const QString lower = name.toLower();
    return std::ranges::any_of(std::array{".pt", ".pth", ".bin", ".ckpt", ".safetensors", ".index.json"},
                               [&](const char* end) { return lower.endsWith(QLatin1String(end)); });
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

FileCommands::Opened FileCommands::openSource(const QString& source) {
    const QFileInfo info(source);
    std::error_code error;
    if (std::filesystem::is_directory(widgets::pathBytes(source), error))
        return openFolder(source);
    const bool exists = std::filesystem::is_regular_file(widgets::pathBytes(source), error);
    if (exists && isWeightsFile(info.fileName())) {
        Q_EMIT weightsOpened(info.absoluteFilePath());
        return Opened::Weights;
    }
    if (exists && isSweepFile(info.absoluteFilePath())) {
        Q_EMIT sweepFileOpened(info.absoluteFilePath());
        return Opened::Table;
    }
    if (std::filesystem::exists(widgets::pathBytes(source), error))
        return openConfig(info.absoluteFilePath());
    if (const auto* preset = sweeps::findPreset(source.toStdString())) {
        replaceDraft(preset->config, {}, QString::fromStdString(preset->title));
        return Opened::Draft;
    }
    notices_.error(tr("Cannot open %1").arg(source),
                   tr("There is no file, run directory or preset with that name. The presets are in the menu above "
                      "the form."));
    return Opened::Nothing;
}

FileCommands::Opened FileCommands::openFolder(const QString& folder) {
    const QFileInfo info(folder);
    if (telemetry::isRun(widgets::pathBytes(folder))) {
        session_.show(info.absoluteFilePath());
        return Opened::Run;
    }
    if (sweeps::isQueue(widgets::pathBytes(folder))) {
        Q_EMIT queueOpened(info.absoluteFilePath());
        return Opened::Table;
    }
    notices_.error(tr("%1 is not a run").arg(info.fileName()),
                   tr("%1 contains neither config.yaml nor event files. Choose the directory of a single run; set a "
                      "folder of many runs with File > Choose runs folder.")
                       .arg(info.absoluteFilePath()));
    return Opened::Nothing;
}

FileCommands::Opened FileCommands::openConfig(const QString& file) {
    const QString name = QFileInfo(file).fileName();
    try {
        replaceDraft(config::loadRunConfig(widgets::pathBytes(file)), file, name);
        return Opened::Draft;
    } catch (const config::ConfigError& e) {
        notices_.error(tr("Cannot open %1: invalid configuration").arg(name), QString::fromUtf8(e.what()));
        notices_.addAction(tr("Retry"), [this, file] { openConfig(file); });
    } catch (const std::exception& e) {
        notices_.error(tr("Cannot read %1").arg(name), QString::fromUtf8(e.what()));
    }
    return Opened::Nothing;
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
    std::optional<config::RunConfig> config = draft_.config();
    if (session_.shown().config())
        config = askWhichConfiguration(window_, session_.shown().name(), session_.shown().history());
    if (!config)
        return;
    if (draft_.wouldLose(*config)) {
        replaceDraft(*config, {}, tr("a copy of %1").arg(session_.shown().name()));
        return;
    }
    draft_.detachFile();
    session_.showDraft(*config);
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
            config::saveRunConfig(session_.shown().config().value(), widgets::pathBytes(file));
    } catch (const std::exception& e) {
        notices_.error(tr("%1 was not saved").arg(QFileInfo(file).fileName()), QString::fromUtf8(e.what()));
        return;
    }
    notices_.showStatus(tr("Saved %1").arg(file), 5000);
}

}  // namespace isonet::workbench
