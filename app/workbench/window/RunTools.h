// What the toolbar has besides the run's actions: the menu of Start, where runs are trained, and a badge that names
// what Pause and Stop act on while it is not the shown run. GUI thread only.
#pragma once

#include <QObject>
#include <QToolButton>

#include "training/launch/Place.h"

class QActionGroup;
class QMenu;
class QToolBar;

namespace isonet::workbench {

class RunPlaces;
class RunSession;
class WindowActions;

class RunTools : public QObject {
    Q_OBJECT
public:
    // Adds to the toolbar, which holds the actions already. All must outlive this object.
    RunTools(WindowActions& actions, RunSession& session, RunPlaces& places, QToolBar& bar, QObject* parent);

    QMenu* placeMenu() const { return menu_; }

Q_SIGNALS:
    void placeRequested(isonet::launch::PlaceKind kind);  // its options are not complete yet

private:
    void makeMenu();
    void choose(launch::PlaceKind kind);
    void refresh();

    WindowActions& actions_;
    RunSession& session_;
    RunPlaces& places_;
    QMenu* menu_;
    QActionGroup* kinds_;
    QToolButton* badge_;
    QAction* badgeAction_;
};

}  // namespace isonet::workbench
