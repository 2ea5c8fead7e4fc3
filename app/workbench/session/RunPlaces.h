// Where new runs are trained, and the options of each kind of place. Kept in the settings. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <map>

#include "training/launch/Place.h"

namespace isonet::workbench {

class RunPlaces : public QObject {
    Q_OBJECT
public:
    explicit RunPlaces(QObject* parent = nullptr);  // reads the settings

    launch::PlaceKind kind() const { return kind_; }
    launch::Place place() const { return placeOf(kind_); }
    launch::Place placeOf(launch::PlaceKind kind) const;  // the last setting, else the default
    // Whether a run can be started there; devices and a host have no default.
    bool isComplete(launch::PlaceKind kind) const;

    void setKind(launch::PlaceKind kind);
    void setPlace(const launch::Place& place);  // remembers its options and chooses its kind

    // "In this window", "As a process", ...
    static QString title(launch::PlaceKind kind);

Q_SIGNALS:
    void changed();

private:
    launch::PlaceKind kind_ = launch::PlaceKind::Here;
    std::map<launch::PlaceKind, launch::Place> places_;
};

}  // namespace isonet::workbench
