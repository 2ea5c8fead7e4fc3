#include "app/workbench/runs/CheckpointFiles.h"

#include <QCollator>
#include <QFileInfo>
#include <QRegularExpression>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <vector>

#include "widgets/common/PathText.h"

namespace isonet::workbench {

QStringList checkpointFiles(const QString& run) {
    QStringList files;
    std::error_code error;
    const std::filesystem::path folder(widgets::pathBytes(run + QStringLiteral("/checkpoints")));
    for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end; file.increment(error))
        if (std::error_code other; file->path().extension() == ".pt" && file->is_regular_file(other))
            files.append(run + QStringLiteral("/checkpoints/") + widgets::pathText(file->path().filename().string()));
    QCollator natural;
    natural.setNumericMode(true);
    std::ranges::sort(files, [&](const QString& a, const QString& b) {
        const auto rank = [](const QString& each) {
            const QString name = QFileInfo(each).fileName();
            return name.startsWith(QLatin1String("latest")) ? 0 : name.startsWith(QLatin1String("best")) ? 1 : 2;
        };
        return rank(a) != rank(b) ? rank(a) < rank(b) : natural.compare(a, b) < 0;
    });
    return files;
}

QStringList runsWithCheckpoints(const QStringList& folders) {
    std::vector<std::pair<std::filesystem::file_time_type, QString>> found;
    for (const auto& folder : folders) {
        std::error_code error;
        std::filesystem::directory_iterator each(widgets::pathBytes(folder), error), end;
        for (; !error && each != end; each.increment(error)) {
            std::error_code other;
            const auto changed = std::filesystem::last_write_time(each->path() / "checkpoints", other);
            if (!other)
                found.emplace_back(changed, widgets::pathText(each->path().string()));
        }
    }
    std::ranges::sort(found, std::greater());
    QStringList runs;
    for (const auto& each : found)
        if (!runs.contains(each.second))
            runs.append(each.second);
    return runs;
}

int epochOf(const QString& file) {
    static const QRegularExpression name(QStringLiteral("^epoch-(\\d{1,9})\\.pt$"));
    const auto match = name.match(QFileInfo(file).fileName());
    return match.hasMatch() ? match.captured(1).toInt() : -1;
}

}  // namespace isonet::workbench
