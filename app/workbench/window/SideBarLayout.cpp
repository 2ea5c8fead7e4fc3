#include "app/workbench/window/SideBarLayout.h"

#include <QSettings>
#include <algorithm>
#include <utility>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/SideBar.h"
#include "widgets/common/FontScale.h"

namespace isonet::workbench {

namespace {
constexpr int sideBarWidth = 384, compactWidth = 280, narrowMargin = 20;
constexpr double mostShare = 0.4;
const QString sideBarKey = QStringLiteral("window/split");
}  // namespace

SideBarLayout::SideBarLayout(SideBar* sideBar, ExperimentPage* form, QWidget* center, QWidget* parent)
    : QSplitter(parent), sideBar_(sideBar), form_(form) {
    addWidget(sideBar_);
    addWidget(center);
    setStretchFactor(0, 0);
    setStretchFactor(1, 1);
    setChildrenCollapsible(false);
    const int side = widgets::fontScaled(sideBarWidth);
    setSizes({side, std::max(1280, 3 * side) - side});
    setHandleWidth(1);
    connect(this, &QSplitter::splitterMoved, this, [this] { moved_ = true; });
    connect(form_, &ExperimentPage::compactChanged, this, &SideBarLayout::fit);
}

void SideBarLayout::showSideBar(bool on) {
    sideBar_->setVisible(on);
    fit();
}

void SideBarLayout::prepare(int width) {
    const int needed = sideBar_->minimumSizeHint().width() + widget(1)->minimumSizeHint().width();
    const bool narrow = width < needed + widgets::fontScaled(narrowMargin);
    if (std::exchange(narrow_, narrow) != narrow)
        Q_EMIT narrowChanged();
}

void SideBarLayout::resizeEvent(QResizeEvent* event) {
    QSplitter::resizeEvent(event);
    prepare(width());
    // A large font on a small screen: the page keeps most of the width.
    const QList<int> all = sizes();
    const int most = int(mostShare * width());
    if (!moved_ && sideBar_->isVisible() && all[0] > std::max(most, sideBar_->minimumSizeHint().width()))
        setSizes({most, width() - most});
}

void SideBarLayout::fit() {
    const bool compact = form_->isCompact();
    if (compact == compact_ || !sideBar_->isVisible())
        return;
    const QList<int> all = sizes();
    const int width = all[0] + all[1];
    formWidth_ = compact && all[0] > 0 ? all[0] : formWidth_;
    compact_ = compact;
    const int side = compact ? widgets::fontScaled(compactWidth) : formWidth_;
    if (side > 0 && width > side)
        setSizes({side, width - side});
}

void SideBarLayout::restoreSettings() {
    moved_ = restoreState(QSettings().value(sideBarKey).toByteArray());
}

void SideBarLayout::saveSettings() const {
    if (!compact_)
        QSettings().setValue(sideBarKey, saveState());
}

}  // namespace isonet::workbench
