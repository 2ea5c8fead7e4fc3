#include "app/workbench/runs/RunNotesFile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <filesystem>
#include <string>
#include <system_error>

#include "model/base/AtomicFile.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {

std::filesystem::path fileOf(const QString& run) {
    return std::filesystem::path(widgets::pathBytes(run)) / notesFile;
}

}  // namespace

widgets::RunNotes readNotes(const QString& run) {
    widgets::RunNotes notes;
    std::string text;
    try {
        text = base::readFile(fileOf(run), std::size_t{1} << 20);
    } catch (const std::system_error&) {  // none, or unreadable
        return notes;
    }
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    for (const auto& tag : json[QLatin1String("tags")].toArray())
        if (tag.isString())
            notes.tags.append(tag.toString());
    notes.note = json[QLatin1String("note")].toString();
    // Version 0.1 wrote the key "colour".
    notes.color = json[QLatin1String("color")].toInt(json[QLatin1String("colour")].toInt(-1));
    return notes;
}

void writeNotes(const QString& run, const widgets::RunNotes& notes) {
    if (notes.isEmpty()) {
        std::error_code none;
        std::filesystem::remove(fileOf(run), none);
        return;
    }
    QJsonObject json;
    if (!notes.tags.isEmpty())
        json[QLatin1String("tags")] = QJsonArray::fromStringList(notes.tags);
    if (!notes.note.isEmpty())
        json[QLatin1String("note")] = notes.note;
    if (notes.color >= 0)
        json[QLatin1String("color")] = notes.color;
    telemetry::writeFileAtomically(fileOf(run), QJsonDocument(json).toJson().toStdString());
}

}  // namespace isonet::workbench
