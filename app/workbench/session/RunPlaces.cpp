#include "app/workbench/session/RunPlaces.h"

#include <QSettings>

namespace isonet::workbench {

using launch::PlaceKind;

namespace {

const QString kindKey = QStringLiteral("runs/place");
constexpr PlaceKind allKinds[] = {PlaceKind::Here, PlaceKind::Process, PlaceKind::Devices, PlaceKind::Slurm,
                                  PlaceKind::Ssh};

QString keyOf(PlaceKind kind) {
    return QStringLiteral("runs/places/") + QString::fromUtf8(launch::kindName(kind));
}

}  // namespace

RunPlaces::RunPlaces(QObject* parent) : QObject(parent) {
    const QSettings settings;
    const std::string chosen = settings.value(kindKey).toString().toStdString();
    for (const PlaceKind kind : allKinds) {
        if (launch::kindName(kind) == chosen)
            kind_ = kind;
        try {
            const auto place = launch::parsePlace(settings.value(keyOf(kind)).toString().toStdString());
            if (place.kind == kind)
                places_[kind] = place;
        } catch (const std::exception&) {
            // Not set yet, or by another version: the default.
        }
    }
    if (!isComplete(kind_))
        kind_ = PlaceKind::Here;
}

launch::Place RunPlaces::placeOf(PlaceKind kind) const {
    const auto found = places_.find(kind);
    launch::Place place;
    place.kind = kind;
    return found == places_.end() ? place : found->second;
}

bool RunPlaces::isComplete(PlaceKind kind) const {
    if (kind == PlaceKind::Devices)
        return !placeOf(kind).devices.empty();
    return kind != PlaceKind::Ssh || !placeOf(kind).ssh.host.empty();
}

void RunPlaces::setKind(PlaceKind kind) {
    kind_ = kind;
    QSettings().setValue(kindKey, QString::fromUtf8(launch::kindName(kind)));
    Q_EMIT changed();
}

void RunPlaces::setPlace(const launch::Place& place) {
    places_[place.kind] = place;
    QSettings().setValue(keyOf(place.kind), QString::fromStdString(launch::placeText(place)));
    setKind(place.kind);
}

QString RunPlaces::title(PlaceKind kind) {
    switch (kind) {
        case PlaceKind::Here:
            return tr("In this window");
        case PlaceKind::Process:
            return tr("As a process");
        case PlaceKind::Devices:
            return tr("On several devices");
        case PlaceKind::Slurm:
            return tr("By SLURM");
        case PlaceKind::Ssh:
            return tr("On another computer");
    }
    return {};
}

}  // namespace isonet::workbench
