#include "app/workbench/window/CloseQuestion.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"

namespace isonet::workbench {

namespace {

struct CloseQuestion {
    Q_DECLARE_TR_FUNCTIONS(CloseQuestion)
};

QString explanation(const RunningAtClose& running) {
    QStringList lines;
    if (running.canDetach && !running.here.isEmpty())
        lines += CloseQuestion::tr(
                     "Detach: %1 stops with a checkpoint and is continued by a process, which this window "
                     "finds again at its next start.")
                     .arg(running.here);
    if (running.canDetach && !running.outside.isEmpty())
        lines += (running.outside.size() == 1
                      ? CloseQuestion::tr("Detach: %1 continues without the window; waiting rows of a queue start "
                                          "when it is run again.")
                      : CloseQuestion::tr("Detach: %1 continue without the window; waiting rows of a queue start "
                                          "when it is run again."))
                     .arg(running.outside.join(QStringLiteral(", ")));
    if (!running.canDetach)
        lines += CloseQuestion::tr("%1 is being prepared or stopped, and cannot be handed over to a process now.")
                     .arg(running.here);
    lines += CloseQuestion::tr("Stop and close: training stops with a checkpoint. You can resume later.");
    return lines.join(QStringLiteral("\n\n"));
}

}  // namespace

CloseChoice askHowToClose(QWidget* parent, const RunningAtClose& running) {
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("closeQuestion"));
    box.setTextFormat(Qt::PlainText);
    box.setIconPixmap(
        widgets::themedIcon(QStringLiteral("warning")).pixmap(QSize(32, 32), parent->devicePixelRatioF()));
    box.setWindowTitle(CloseQuestion::tr("ISONet Workbench"));
    QStringList all = running.outside;
    if (!running.here.isEmpty())
        all.prepend(running.here);
    box.setText(
        all.size() == 1
            ? CloseQuestion::tr("%1 is still running.").arg(all.first())
            : CloseQuestion::tr("%1 runs are still running: %2").arg(all.size()).arg(all.join(QStringLiteral(", "))));
    box.setInformativeText(widgets::plainTip(explanation(running)));  // its label ignores the format
    auto* keep = box.addButton(CloseQuestion::tr("Keep training"), QMessageBox::RejectRole);
    auto* detach = running.canDetach ? box.addButton(CloseQuestion::tr("&Detach"), QMessageBox::AcceptRole) : nullptr;
    auto* stop = box.addButton(CloseQuestion::tr("Stop and close"), QMessageBox::AcceptRole);
    box.setDefaultButton(keep);
    box.setEscapeButton(keep);
    box.exec();
    if (detach && box.clickedButton() == detach)
        return CloseChoice::Detach;
    return box.clickedButton() == stop ? CloseChoice::Stop : CloseChoice::Cancel;
}

}  // namespace isonet::workbench
