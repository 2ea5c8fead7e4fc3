#include "app/workbench/window/FileCommands.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QUrl>
#include <memory>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/pages/CloneQuestion.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/WindowActions.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {

QString yamlFilter() {
    return FileCommands::tr("Configurations (*.yaml *.yml);;All files (*)");
}

QString folderOf(const QString& file) {
    return file.isEmpty() ? QDir::homePath() : QFileInfo(file).absolutePath();
}

}  // namespace

FileCommands::FileCommands(const WindowActions& actions, DraftDocument& draft, RunSession& session, RunFolders& folders,
                           Notices& notices, QWidget* window)
    : QObject(window),
      draft_(draft),
      session_(session),
      folders_(folders),
      notices_(notices),
      window_(window),
      reading_(new BackgroundRead(this)) {
    connect(actions.create, &QAction::triggered, this,
            [this] { replaceDraft(sweeps::defaultPreset().config, {}, tr("the default experiment")); });
    connect(actions.open, &QAction::triggered, this, &FileCommands::chooseConfig);
    connect(actions.openRun, &QAction::triggered, this, &FileCommands::chooseRun);
    connect(actions.save, &QAction::triggered, this, &FileCommands::save);
    connect(actions.saveAs, &QAction::triggered, this, &FileCommands::saveAs);
    connect(actions.openFolder, &QAction::triggered, this, &FileCommands::showRunsFolder);
    connect(actions.chooseFolder, &QAction::triggered, this, &FileCommands::chooseRunsFolder);
}

void FileCommands::openToStart(const QString& source, const std::function<void()>& start,
                               const std::function<void(const QString& folder)>& startQueue) {
    const auto opened = [this, source, start, startQueue](Opened what) {
        if (what == Opened::Draft || what == Opened::Run)
            start();
        else if (what == Opened::Queue)
            startQueue(QFileInfo(source).absoluteFilePath());
        else if (what == Opened::Table)
            notices_.info(tr("Not started"), tr("%1 has several runs. Start them on this page.").arg(source));
        else if (what == Opened::Weights)
            notices_.info(tr("Not started"), tr("%1 has weights, but no experiment to train.").arg(source));
    };
    if (source.isEmpty())
        opened(Opened::Draft);
    else
        openSource(source, opened);
}

void FileCommands::openSource(const QString& source, const std::function<void(Opened)>& done) {
    read(source, &readSource, done);
}

void FileCommands::read(const QString& source, Source (*reader)(const QString&),
                        const std::function<void(Opened)>& done) {
    if (reading_->isReading())
        notices_.dismissInfo();  // of the one that this replaces
    const auto waited = std::make_shared<bool>(false);
    const auto answer = [this, reader, source, done, waited]() -> BackgroundRead::Answer {
        return [this, done, waited, found = reader(source)] {
            if (*waited)
                notices_.dismissInfo();
            const Opened opened = open(found);
            if (done)
                done(opened);
        };
    };
    reading_->start(answer, [this, source, waited] {
        *waited = true;
        notices_.info(tr("Opening %1…").arg(source),
                      tr("The disk does not answer yet. You can keep using the window."));
        notices_.addAction(tr("Cancel"), [this] { reading_->cancel(); });
    });
}

FileCommands::Opened FileCommands::open(const Source& source) {
    switch (source.kind) {
        case Source::Kind::Configuration:
            return openConfig(source);
        case Source::Kind::Preset:
            replaceDraft(*source.config, {}, source.title);
            return Opened::Draft;
        case Source::Kind::Sweep:
            Q_EMIT sweepFileOpened(source.path);
            return Opened::Table;
        case Source::Kind::Weights:
            Q_EMIT weightsOpened(source.path);
            return Opened::Weights;
        case Source::Kind::Run:
            session_.show(source.path);
            return Opened::Run;
        case Source::Kind::Queue:
            Q_EMIT queueOpened(source.path);
            return Opened::Queue;
        case Source::Kind::OtherFolder:
            notices_.error(
                tr("%1 is not a run").arg(source.title),
                tr("%1 contains neither config.yaml nor event files. Choose the directory of a single run; set a "
                   "folder of many runs with File > Choose runs folder.")
                    .arg(source.path));
            return Opened::Nothing;
        case Source::Kind::Missing:
            break;
    }
    notices_.error(tr("Cannot open %1").arg(source.title),
                   tr("There is no file, run directory or preset with that name. The presets are in the menu above "
                      "the form."));
    return Opened::Nothing;
}

FileCommands::Opened FileCommands::openConfig(const Source& source) {
    if (source.config) {
        replaceDraft(*source.config, source.path, source.title);
        return Opened::Draft;
    }
    if (source.invalid) {
        notices_.error(tr("Cannot open %1: invalid configuration").arg(source.title), source.problem);
        notices_.addAction(tr("Retry"), [this, file = source.path] { read(file, &readConfiguration, {}); });
    } else {
        notices_.error(tr("Cannot read %1").arg(source.title), source.problem);
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
        read(file, &readConfiguration, {});
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
