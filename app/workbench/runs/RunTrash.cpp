#include "app/workbench/runs/RunTrash.h"

#include <fcntl.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <filesystem>

#include "training/telemetry/RunDirectory.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {

QString trashText(const char* text) {
    return QCoreApplication::translate("RunTrash", text);
}

QString dataFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
}

// Does what QFile::moveToTrash(), which only takes UTF-8 names, does on the disk of the user's data. Source: "The
// FreeDesktop.org Trash specification", version 1.0.
bool moveBytesToTrash(const std::string& path) {
    const std::filesystem::path trash = widgets::pathBytes(dataFolder()) + "/Trash";
    std::error_code error;
    std::filesystem::create_directories(trash / "files", error);
    std::filesystem::create_directories(trash / "info", error);
    const std::string name = std::filesystem::path(path).filename().string();
    for (int copy = 1; copy < 1000; ++copy) {
        const std::string unique = copy == 1 ? name : name + "." + std::to_string(copy);
        const std::string info = (trash / "info" / (unique + ".trashinfo")).string();
        const int file = ::open(info.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        if (file < 0 && errno == EEXIST)
            continue;
        if (file < 0)
            return false;
        const QByteArray text = "[Trash Info]\nPath=" + QByteArray::fromStdString(path).toPercentEncoding("/") +
                                "\nDeletionDate=" + QDateTime::currentDateTime().toString(Qt::ISODate).toLatin1() +
                                '\n';
        const bool written = ::write(file, text.constData(), std::size_t(text.size())) == text.size();
        ::close(file);
        if (written)
            std::filesystem::rename(path, trash / "files" / unique, error);
        if (written && !error)
            return true;
        std::filesystem::remove(info);
        return false;
    }
    return false;
}

bool moveToTrash(const QString& path) {
    const std::string bytes = widgets::pathBytes(path);
    return QFile::encodeName(path).toStdString() == bytes ? QFile::moveToTrash(path) : moveBytesToTrash(bytes);
}

}  // namespace

TrashResult trashRuns(const QStringList& runs) {
    TrashResult result;
    QStringList problems;
    // Qt 6.4 would move the run into the current folder if the parent folder of the trash did not exist.
    QDir().mkpath(dataFolder());
    for (const auto& path : runs) {
        const QString name = QFileInfo(path).fileName();
        if (telemetry::isInUse(widgets::pathBytes(path)))
            problems.append(trashText("%1 is running. Stop it first.").arg(name));
        else if (moveToTrash(path))
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
