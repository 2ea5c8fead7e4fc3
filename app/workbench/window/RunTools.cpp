#include "app/workbench/window/RunTools.h"

#include <QActionGroup>
#include <QMenu>
#include <QToolBar>

#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/WindowActions.h"
#include "widgets/common/FontScale.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::workbench {

using launch::PlaceKind;

namespace {
constexpr int badgeWidth = 130;
}

RunTools::RunTools(WindowActions& actions, RunSession& session, RunPlaces& places, QToolBar& bar, QObject* parent)
    : QObject(parent),
      actions_(actions),
      session_(session),
      places_(places),
      menu_(new QMenu(tr("Train new runs"), &bar)),
      kinds_(new QActionGroup(this)),
      badge_(new QToolButton) {
    makeMenu();
    if (auto* button = qobject_cast<QToolButton*>(bar.widgetForAction(actions_.start))) {
        button->setMenu(menu_);
        button->setPopupMode(QToolButton::MenuButtonPopup);
    }
    badge_->setObjectName(QStringLiteral("targetBadge"));
    badge_->setAutoRaise(true);
    badge_->setFocusPolicy(Qt::TabFocus);
    connect(badge_, &QToolButton::clicked, this, [this] { session_.show(session_.target().run); });
    const auto all = bar.actions();
    badgeAction_ = bar.insertWidget(all.value(all.indexOf(actions_.stop) + 1), badge_);
    connect(&session_, &RunSession::changed, this, &RunTools::refresh);
    connect(&places_, &RunPlaces::changed, this, &RunTools::refresh);
    refresh();
}

void RunTools::makeMenu() {
    menu_->setObjectName(QStringLiteral("placeMenu"));
    for (const PlaceKind kind :
         {PlaceKind::Here, PlaceKind::Process, PlaceKind::Devices, PlaceKind::Slurm, PlaceKind::Ssh}) {
        auto* action = menu_->addAction(RunPlaces::title(kind));
        action->setCheckable(true);
        action->setData(int(kind));
        kinds_->addAction(action);
        connect(action, &QAction::triggered, this, [this, kind] { choose(kind); });
    }
    menu_->addSeparator();
    menu_->addAction(actions_.places);
}

void RunTools::choose(PlaceKind kind) {
    if (places_.isComplete(kind))
        places_.setKind(kind);
    else
        Q_EMIT placeRequested(kind);
    refresh();  // the check mark, if the choice was canceled
}

void RunTools::refresh() {
    for (auto* action : kinds_->actions())
        action->setChecked(action->data().toInt() == int(places_.kind()));
    const CommandTarget target = session_.target();
    const bool hidden = !target.run.isEmpty() && !target.shown;
    badgeAction_->setVisible(hidden);
    if (!hidden)
        return;
    badge_->setText(badge_->fontMetrics()
                        .elidedText(tr("→ %1").arg(target.name), Qt::ElideRight, widgets::fontScaled(badgeWidth))
                        .replace(QLatin1Char('&'), QStringLiteral("&&")));
    badge_->setAccessibleName(tr("Pause and Stop act on %1").arg(target.name));
    badge_->setToolTip(widgets::plainTip(
        tr("Pause, Stop and Checkpoint act on %1, which is not the run shown. Click to show it.").arg(target.name)));
}

}  // namespace isonet::workbench
