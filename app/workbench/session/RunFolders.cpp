#include "app/workbench/session/RunFolders.h"

#include <QSettings>

#include "training/telemetry/RunDirectory.h"

namespace isonet::workbench {

namespace {
const QString primaryKey = QStringLiteral("runs/folder"), othersKey = QStringLiteral("runs/others");
}

QStringList RunFolders::all() const {
    QStringList folders{primary_};
    folders += others_;
    folders.removeDuplicates();
    return folders;
}

void RunFolders::setPrimary(const QString& folder, bool remember) {
    primary_ = folder;
    remember_ = remember;
    Q_EMIT changed();
}

void RunFolders::setOthers(const QStringList& folders) {
    others_ = folders;
    Q_EMIT changed();
}

void RunFolders::restoreSettings() {
    const QSettings settings;
    others_ = settings.value(othersKey).toStringList();
    setPrimary(settings.value(primaryKey, QString::fromStdString(telemetry::defaultRunsFolder().string())).toString());
}

void RunFolders::saveSettings() const {
    QSettings settings;
    settings.setValue(othersKey, others_);
    if (remember_)
        settings.setValue(primaryKey, primary_);
}

}  // namespace isonet::workbench
