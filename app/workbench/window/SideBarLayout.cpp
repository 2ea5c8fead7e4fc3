#include "app/workbench/window/SideBarLayout.h"

#include <QSettings>
#include <algorithm>

#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/SideBar.h"
#include "widgets/common/FontScale.h"

namespace isonet::workbench {

namespace {
constexpr int sideBarWidth = 384, compactWidth = 280;
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
    connect(form_, &ExperimentPage::compactChanged, this, &SideBarLayout::fit);
}

void SideBarLayout::showSideBar(bool wanted, bool wide) {
    sideBar_->setVisible(wanted && !wide);
    fit();
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
    restoreState(QSettings().value(sideBarKey).toByteArray());
}

void SideBarLayout::saveSettings() const {
    if (!compact_)
        QSettings().setValue(sideBarKey, saveState());
}

}  // namespace isonet::workbench
