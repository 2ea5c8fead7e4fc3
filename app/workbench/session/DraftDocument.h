// The experiment being edited: its configuration, undo history, file and title, and whether it has unsaved changes.
// GUI thread only.
#pragma once

#include <QObject>
#include <QString>

#include "app/workbench/session/DraftHistory.h"
#include "training/config/RunConfig.h"

namespace isonet::workbench {

class DraftDocument : public QObject {
    Q_OBJECT
public:
    struct State {
        config::RunConfig config;
        config::RunConfig saved;  // as last opened or saved
        QString file;             // empty: none
    };

    explicit DraftDocument(QObject* parent = nullptr);

    const config::RunConfig& config() const { return state_.config; }
    const QString& file() const { return state_.file; }
    const QString& problem() const { return problem_; }  // why it cannot be trained as it is; empty: it can
    QString title() const;                               // the file's name, else the network's
    bool isModified() const { return !(state_.config == state_.saved); }
    bool wouldLose(const config::RunConfig& next) const;  // `next` in its place discards unsaved changes

    // An edit made in the form: a step of the history. Quick edits of the same fields are one step, unless beginStep()
    // separates them.
    void beginStep() { history_.separate(); }
    void edit(const config::RunConfig& config, const QString& problem);
    // Replaces the configuration; file and saved state stay.
    void setConfig(const config::RunConfig& config);
    void open(const config::RunConfig& config, const QString& file);  // an empty file: none yet
    void detachFile();                                                // Save then asks for a name
    void saveTo(const QString& file);                                 // throws what config::saveRunConfig() throws

    const State& state() const { return state_; }
    void restore(const State& state);

    bool canUndo() const { return history_.canUndo(); }
    bool canRedo() const { return history_.canRedo(); }
    void undo();
    void redo();

    // The unsaved draft is kept between sessions.
    void restoreSettings();
    void saveSettings() const;

Q_SIGNALS:
    void replaced();  // the configuration, other than by edit(): the form has to show it
    void changed();   // configuration, file or saved state

private:
    State state_;
    QString problem_;
    DraftHistory history_;
};

}  // namespace isonet::workbench
