#include "app/workbench/runs/RunTrash.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include "training/telemetry/RunDirectory.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {

QString trashText(const char* text) {
    return QCoreApplication::translate("RunTrash", text);
}

}  // namespace

TrashResult trashRuns(const QStringList& runs) {
    TrashResult result;
    QStringList problems;
    // Qt 6.4 would move the run into the current folder if the parent folder of the trash did not exist.
    QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
    for (const auto& path : runs) {
        const QString name = QFileInfo(path).fileName();
        if (telemetry::isInUse(widgets::pathBytes(path)))
            problems.append(trashText("%1 is running. Stop it first.").arg(name));
        else if (QFile::moveToTrash(path))
            result.gone.append(path);
        else
            problems.append(
                trashText("%1 could not be moved: its disk has no trash, or permission is missing. Delete the folder "
                          "%2 manually.")
                    .arg(name, path));
    }
    result.problem = problems.join(QLatin1Char('\n'));
    return result;
}

}  // namespace isonet::workbench
