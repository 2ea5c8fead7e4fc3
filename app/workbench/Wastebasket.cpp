#include "app/workbench/Wastebasket.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include "training/telemetry/RunDirectory.h"

namespace isonet::workbench {

Trashed moveToWastebasket(const QStringList& runs) {
    Trashed result;
    QStringList problems;
    // Where the folder above the wastebasket is missing, Qt 6.4 would move the run into the current folder.
    QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
    for (const auto& path : runs) {
        const QString name = QFileInfo(path).fileName();
        if (telemetry::isInUse(path.toStdString()))
            problems.append(QStringLiteral("%1 is being trained. Stop it first.").arg(name));
        else if (QFile::moveToTrash(path))
            result.gone.append(path);
        else
            problems.append(QStringLiteral("%1 could not be moved: there is no wastebasket for its disk, or no "
                                           "permission. Delete the folder %2 by other means.")
                                .arg(name, path));
    }
    result.problem = problems.join(QLatin1Char('\n'));
    return result;
}

}  // namespace isonet::workbench
