#include "app/workbench/pages/CloneQuestion.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include "widgets/common/PlainLabel.h"
#include "widgets/runs/ChangeText.h"

namespace isonet::workbench {

namespace {
struct CloneQuestion {
    Q_DECLARE_TR_FUNCTIONS(CloneQuestion)
};
}  // namespace

std::optional<config::RunConfig> askWhichConfiguration(QWidget* parent, const QString& name,
                                                       const config::RunHistory& history) {
    if (history.changes.empty())
        return history.started;
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("cloneQuestion"));
    box.setWindowTitle(CloneQuestion::tr("ISONet Workbench"));
    box.setTextFormat(Qt::PlainText);
    box.setText(CloneQuestion::tr("Settings of %1 were changed while it trained. Copy which configuration?").arg(name));
    box.setInformativeText(
        widgets::plainTip(widgets::changeLines(config::changedKeys(history)).join(QLatin1Char('\n'))));
    auto* started = box.addButton(CloneQuestion::tr("As started"), QMessageBox::AcceptRole);
    started->setObjectName(QStringLiteral("cloneStarted"));
    auto* changed = box.addButton(CloneQuestion::tr("With the changes"), QMessageBox::AcceptRole);
    changed->setObjectName(QStringLiteral("cloneChanged"));
    box.addButton(QMessageBox::Cancel);
    box.setDefaultButton(started);
    box.exec();
    if (box.clickedButton() == started)
        return history.started;
    if (box.clickedButton() == changed)
        return history.inForce();
    return std::nullopt;
}

}  // namespace isonet::workbench
