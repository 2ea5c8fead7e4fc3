// Opens and saves: configurations, presets, runs, queues and sweep files; replaces the draft and offers the discarded
// one back. Carries out the actions of the File menu. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <functional>

#include "app/workbench/jobs/SourceReader.h"
#include "training/config/RunConfig.h"

class QWidget;

namespace isonet::workbench {

class DraftDocument;
class Notices;
class BackgroundRead;
class RunFolders;
class RunSession;
class WindowActions;

class FileCommands : public QObject {
    Q_OBJECT
public:
    // All must outlive this object; dialogs open above `window`.
    FileCommands(const WindowActions& actions, DraftDocument& draft, RunSession& session, RunFolders& folders,
                 Notices& notices, QWidget* window);

    enum class Opened { Nothing, Draft, Run, Queue, Table, Weights };
    // A configuration or sweep file, a preset's name, a run directory or a queue. Says what cannot be opened, then
    // calls `done`: before this returns, or later if the disk does not answer at once.
    void openSource(const QString& source, const std::function<void(Opened)>& done = {});
    // The same, then calls `start` for an experiment or a run, `startQueue` for a queue; says why not for anything
    // else. Empty: the draft.
    void openToStart(const QString& source, const std::function<void()>& start,
                     const std::function<void(const QString& folder)>& startQueue);
    void replaceDraft(const config::RunConfig& config, const QString& file, const QString& description);
    void newFromShown();  // an experiment with the shown run's configuration

Q_SIGNALS:
    void aboutToReplaceDraft();
    void queueOpened(const QString& folder);
    void sweepFileOpened(const QString& file);
    void weightsOpened(const QString& file);  // PyTorch, safetensors

private:
    void read(const QString& source, Source (*reader)(const QString&), const std::function<void(Opened)>& done);
    Opened open(const Source& source);
    Opened openConfig(const Source& source);
    void chooseConfig();
    void chooseRun();
    void showRunsFolder();
    void chooseRunsFolder();
    void save();
    void saveAs();
    void saveTo(const QString& file);

    DraftDocument& draft_;
    RunSession& session_;
    RunFolders& folders_;
    Notices& notices_;
    QWidget* window_;
    BackgroundRead* reading_;
};

}  // namespace isonet::workbench
