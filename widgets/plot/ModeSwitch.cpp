#include "widgets/plot/ModeSwitch.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

#include "widgets/common/Theme.h"

namespace isonet::widgets {

ModeSwitch::ModeSwitch(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    connect(group_, &QButtonGroup::idClicked, this, &ModeSwitch::modeChosen);
}

void ModeSwitch::addMode(int mode, const QString& icon, const QString& name, const QString& tooltip) {
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setCheckable(true);
    button->setIcon(themedIcon(icon));
    button->setIconSize({16, 16});
    button->setAccessibleName(name);
    button->setToolTip(tooltip);
    group_->addButton(button, mode);
    layout()->addWidget(button);
}

void ModeSwitch::setMode(int mode) {
    if (auto* button = group_->button(mode))
        button->setChecked(true);
}

}  // namespace isonet::widgets
