#include "app/workbench/session/DraftDocument.h"

#include <QFileInfo>
#include <QSettings>

#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {
const QString draftKey = QStringLiteral("draft/yaml");
}

DraftDocument::DraftDocument(QObject* parent) : QObject(parent) {
    state_.config = state_.saved = sweeps::defaultPreset().config;
}

QString DraftDocument::title() const {
    return state_.file.isEmpty() ? QString::fromStdString(config::runTitle(state_.config))
                                 : QFileInfo(state_.file).fileName();
}

bool DraftDocument::wouldLose(const config::RunConfig& next) const {
    return isModified() && !(state_.config == next);
}

void DraftDocument::edit(const config::RunConfig& config, const QString& problem) {
    state_.config = config;
    problem_ = problem;
    history_.record(config);
    Q_EMIT changed();
}

void DraftDocument::setConfig(const config::RunConfig& config) {
    state_.config = config;
    Q_EMIT replaced();
    Q_EMIT changed();
}

void DraftDocument::open(const config::RunConfig& config, const QString& file) {
    restore({config, config, file});
}

void DraftDocument::detachFile() {
    state_.file.clear();
    Q_EMIT changed();
}

void DraftDocument::saveTo(const QString& file) {
    config::saveRunConfig(state_.config, widgets::pathBytes(file));
    state_.file = file;
    state_.saved = state_.config;
    Q_EMIT changed();
}

void DraftDocument::restore(const State& state) {
    state_ = state;
    Q_EMIT replaced();
    Q_EMIT changed();
}

void DraftDocument::undo() {
    if (canUndo())
        setConfig(history_.undo());
}

void DraftDocument::redo() {
    if (canRedo())
        setConfig(history_.redo());
}

void DraftDocument::restoreSettings() {
    const QString unsaved = QSettings().value(draftKey).toString();
    config::RunConfig config = state_.saved;
    if (!unsaved.isEmpty())
        try {
            config = config::parseRunConfig(widgets::pathBytes(unsaved), "the last session's experiment");
        } catch (const std::exception&) {
            // Written by another version: keep the default experiment.
        }
    setConfig(config);
}

void DraftDocument::saveSettings() const {
    QSettings settings;
    if (state_.config == sweeps::defaultPreset().config || !config::validate(state_.config).empty())
        settings.remove(draftKey);
    else
        settings.setValue(draftKey, widgets::pathText(config::toYaml(state_.config)));
}

}  // namespace isonet::workbench
