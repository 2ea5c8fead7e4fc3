// Opens and saves: configurations, presets, runs, queues and sweep files; replaces the draft and offers the discarded
// one back. Carries out the actions of the File menu. GUI thread only.
#pragma once

#include <QObject>
#include <QString>

#include "training/config/RunConfig.h"

class QWidget;

namespace isonet::workbench {

class DraftDocument;
class Notices;
class RunFolders;
class RunSession;
class WindowActions;

class FileCommands : public QObject {
    Q_OBJECT
public:
    // All must outlive this object; dialogs open above `window`.
    FileCommands(const WindowActions& actions, DraftDocument& draft, RunSession& session, RunFolders& folders,
                 Notices& notices, QWidget* window);

    enum class Opened { Nothing, Draft, Run, Table, Weights };
    // A configuration or sweep file, a preset's name, a run directory or a queue. Says what cannot be opened.
    Opened openSource(const QString& source);
    void replaceDraft(const config::RunConfig& config, const QString& file, const QString& description);
    void newFromShown();  // an experiment with the shown run's configuration

Q_SIGNALS:
    void aboutToReplaceDraft();
    void queueOpened(const QString& folder);
    void sweepFileOpened(const QString& file);
    void weightsOpened(const QString& file);  // PyTorch, safetensors

private:
    Opened openFolder(const QString& folder);
    Opened openConfig(const QString& file);
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
};

}  // namespace isonet::workbench
