#include "app/workbench/window/FirstHints.h"

#include <QSettings>

#include "widgets/common/HintLine.h"

namespace isonet::workbench {

namespace {
const QString layerNamesKey = QStringLiteral("hints/layerNames");
}

FirstHints::FirstHints(QObject* parent)
    : QObject(parent),
      line_(new widgets::HintLine(QStringLiteral("layerNamesHint"),
                                  tr("Layers are named by their position: s2.b1.f.a is stage 2, block 1, f for the "
                                     "residual branch, and its first convolution a (then b, c). proj is the "
                                     "convolution of a shortcut, stem.conv the first of the network."))) {
    line_->setVisible(false);
    connect(line_, &widgets::HintLine::dismissed, this, [this] {
        QSettings().setValue(layerNamesKey, true);
        line_->setVisible(false);
    });
}

void FirstHints::show(bool names) {
    line_->setVisible(names && !QSettings().value(layerNamesKey, false).toBool());
}

}  // namespace isonet::workbench
