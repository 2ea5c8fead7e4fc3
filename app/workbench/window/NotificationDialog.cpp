#include "app/workbench/window/NotificationDialog.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "app/workbench/session/Notifier.h"
#include "app/workbench/window/AlertChoices.h"
#include "app/workbench/window/DialogSize.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::workbench {

namespace {

struct NotificationTexts {
    Q_DECLARE_TR_FUNCTIONS(NotificationTexts)
};

QLabel* note(const QString& text) {
    auto* label = new widgets::PlainLabel(text);
    label->setObjectName(QStringLiteral("fieldUnit"));
    label->setWordWrap(true);
    return label;
}

}  // namespace

void askForNotifications(QWidget* parent, Notifier& notifier) {
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("notificationDialog"));
    dialog.setWindowTitle(NotificationTexts::tr("Notifications"));
    const NotificationSettings stored = Notifier::settings();
    auto* desktop = new QCheckBox(NotificationTexts::tr("Show a message on the &desktop"));
    desktop->setObjectName(QStringLiteral("notifyDesktop"));
    const QString noDesktop = Notifier::desktopProblem(), noWebhook = Notifier::webhookProblem();
    desktop->setChecked(stored.desktop && noDesktop.isEmpty());
    desktop->setEnabled(noDesktop.isEmpty());
    auto* command = new QLineEdit(stored.command);
    command->setObjectName(QStringLiteral("notifyCommand"));
    command->setPlaceholderText(QStringLiteral("mail -s \"$ISONET_TEXT\" me@example.org < /dev/null"));
    auto* webhook = new QLineEdit(stored.webhook);
    webhook->setObjectName(QStringLiteral("notifyWebhook"));
    webhook->setPlaceholderText(QStringLiteral("https://example.org/hook"));
    webhook->setEnabled(noWebhook.isEmpty());
    auto* what = new AlertChoices(stored.rules);
    auto* result = note({});
    result->setMinimumHeight(2 * result->fontMetrics().height());
    const auto entered = [&] {
        return NotificationSettings{noDesktop.isEmpty() ? desktop->isChecked() : stored.desktop,
                                    command->text().trimmed(), webhook->text().trimmed(), what->rules()};
    };
    auto* form = new QFormLayout(&dialog);
    form->addRow(
        note(NotificationTexts::tr("Notify about a run that this window shows or trains. Runs of other "
                                   "processes, and queues: only when they have ended.")));
    form->addRow(what);
    form->addRow(desktop);
    if (!noDesktop.isEmpty())
        form->addRow(note(noDesktop));
    form->addRow(NotificationTexts::tr("Run a &command"), command);
    form->addRow(QString(),
                 note(NotificationTexts::tr("The shell runs it, with ISONET_EVENT (finished, diverged, failed, "
                                            "queue-ended, loss-spike, dead-channels, deviation), "
                                            "ISONET_RUN and ISONET_TEXT.")));
    form->addRow(NotificationTexts::tr("&Post to an address"), webhook);
    form->addRow(QString(),
                 note(noWebhook.isEmpty() ? NotificationTexts::tr("JSON with event, run and text.") : noWebhook));
    form->addRow(result);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    auto* test = buttons->addButton(NotificationTexts::tr("&Test"), QDialogButtonBox::ActionRole);
    test->setObjectName(QStringLiteral("notifyTest"));
    form->addRow(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    QObject::connect(test, &QPushButton::clicked, &dialog, [&] {
        const auto with = entered();
        const bool any = (with.desktop && noDesktop.isEmpty()) || !with.command.isEmpty() || !with.webhook.isEmpty();
        result->setText(any ? NotificationTexts::tr("Sending…") : NotificationTexts::tr("Nothing is selected."));
        notifier.notify(with, QStringLiteral("test"), {}, NotificationTexts::tr("This is a test."));
    });
    const auto addResult = [result](const QString& line) {
        const bool first = result->text() == NotificationTexts::tr("Sending…");
        result->setText(first ? line : result->text() + QLatin1Char('\n') + line);
    };
    QObject::connect(&notifier, &Notifier::sent, &dialog, [addResult](const QString& way) {
        addResult(way == QLatin1String("desktop")   ? NotificationTexts::tr("The message was sent to the desktop.")
                  : way == QLatin1String("command") ? NotificationTexts::tr("The command succeeded.")
                                                    : NotificationTexts::tr("The address accepted the request."));
    });
    QObject::connect(&notifier, &Notifier::failed, &dialog, addResult);
    fitDialog(dialog, 480);
    if (dialog.exec() == QDialog::Accepted)
        Notifier::setSettings(entered());
}

}  // namespace isonet::workbench
