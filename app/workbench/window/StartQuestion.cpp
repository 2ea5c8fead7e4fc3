#include "app/workbench/window/StartQuestion.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QVBoxLayout>

#include "app/workbench/window/ChoiceButton.h"
#include "app/workbench/window/DialogSize.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::workbench {

namespace {
struct StartQuestion {
    Q_DECLARE_TR_FUNCTIONS(StartQuestion)
};
}  // namespace

StartChoice askHowToStart(QWidget* parent, const QString& name, const QString& running, bool canWait) {
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("startQuestion"));
    dialog.setWindowTitle(StartQuestion::tr("Start %1").arg(name));
    auto* column = new QVBoxLayout(&dialog);
    auto* text = new widgets::PlainLabel(
        StartQuestion::tr("%1 is running in this window, which trains one run at a time.").arg(running));
    text->setWordWrap(true);
    column->addWidget(text);
    auto choice = StartChoice::Cancel;
    const auto add = [&](const char* object, const QString& title, const QString& about, StartChoice made) {
        auto* button = new ChoiceButton(title, about);
        button->setObjectName(QString::fromLatin1(object));
        QObject::connect(button, &QPushButton::clicked, &dialog, [&dialog, &choice, made] {
            choice = made;
            dialog.accept();
        });
        column->addWidget(button);
        return button;
    };
    QPushButton* first = nullptr;
    if (canWait)
        first =
            add("queueNext", StartQuestion::tr("&Queue next"),
                StartQuestion::tr("It waits in a queue and starts when this window is free."), StartChoice::QueueNext);
    auto* beside = add("startBeside", StartQuestion::tr("Start &beside it"),
                       StartQuestion::tr("A process trains it now. Both share the device, and each is slower."),
                       StartChoice::Beside);
    add("stopFirst", StartQuestion::tr("&Stop it first"),
        StartQuestion::tr("The other one stops with a checkpoint, from which it can be resumed."),
        StartChoice::StopFirst);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column->addWidget(buttons);
    (first ? first : beside)->setFocus();
    (first ? first : beside)->setDefault(true);  // drawn as such
    fitDialog(dialog, 440);
    dialog.exec();
    return choice;
}

}  // namespace isonet::workbench
