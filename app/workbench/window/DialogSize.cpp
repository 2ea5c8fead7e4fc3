#include "app/workbench/window/DialogSize.h"

#include <QDialog>
#include <QLayout>
#include <QScreen>
#include <algorithm>

#include "widgets/common/FontScale.h"

namespace isonet::workbench {

void fitDialog(QDialog& dialog, int width) {
    dialog.ensurePolished();
    const auto* layout = dialog.layout();
    const QSize room = dialog.screen()->availableSize();
    dialog.setMinimumWidth(std::min(widgets::fontScaled(width), room.width()));
    const QSize wanted = layout->totalSizeHint().expandedTo(dialog.minimumSize());
    const int height = layout->hasHeightForWidth() ? layout->totalHeightForWidth(wanted.width()) : wanted.height();
    dialog.resize(QSize(wanted.width(), height).boundedTo(room));
}

}  // namespace isonet::workbench
