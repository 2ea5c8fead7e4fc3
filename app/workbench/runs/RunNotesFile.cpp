#include "app/workbench/runs/RunNotesFile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "training/telemetry/RunDirectory.h"

namespace isonet::workbench {

namespace {

QString fileOf(const QString& run) {
    return run + QLatin1Char('/') + QLatin1String(notesFile);
}

}  // namespace

widgets::RunNotes readNotes(const QString& run) {
    widgets::RunNotes notes;
    QFile file(fileOf(run));
    if (!file.open(QIODevice::ReadOnly))
        return notes;
    const auto json = QJsonDocument::fromJson(file.read(1 << 20)).object();
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
        QFile::remove(fileOf(run));
        return;
    }
    QJsonObject json;
    if (!notes.tags.isEmpty())
        json[QLatin1String("tags")] = QJsonArray::fromStringList(notes.tags);
    if (!notes.note.isEmpty())
        json[QLatin1String("note")] = notes.note;
    if (notes.color >= 0)
        json[QLatin1String("color")] = notes.color;
    telemetry::writeFileAtomically(fileOf(run).toStdString(), QJsonDocument(json).toJson().toStdString());
}

}  // namespace isonet::workbench
