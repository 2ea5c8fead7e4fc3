#include "app/workbench/DivergedRun.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "widgets/FormField.h"
#include "widgets/Format.h"

namespace isonet::workbench {

std::optional<config::RunConfig> askHowToGoOn(QWidget* parent, const QString& name, const config::RunConfig& config,
                                              const telemetry::RunStatus& status) {
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("divergedDialog"));
    dialog.setWindowTitle(QStringLiteral("Go on with %1").arg(name));
    auto* words = new QLabel(
        QStringLiteral("%1\n\nIts last checkpoint was written while all weights were finite. With the same learning "
                       "rate (%2) it would diverge again; go on from that checkpoint with a smaller one. The values "
                       "recorded after the checkpoint are replaced.")
            .arg(status.message.empty() ? QStringLiteral("The run diverged.") : QString::fromStdString(status.message),
                 widgets::formatNumber(config.optimizer.learningRate)));
    words->setWordWrap(true);
    words->setMinimumWidth(420);
    auto* rate = new QLineEdit(widgets::formatNumber(config.optimizer.learningRate / 2));
    rate->setObjectName(QStringLiteral("newRate"));
    auto* problem = new QLabel;
    problem->setObjectName(QStringLiteral("fieldMessage"));
    problem->setProperty("kind", "problem");
    auto* form = new QFormLayout(&dialog);
    form->addRow(words);
    form->addRow(QStringLiteral("&Learning rate"), rate);
    form->addRow(QString(), problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    auto* go = buttons->button(QDialogButtonBox::Ok);
    go->setText(QStringLiteral("Go on"));
    form->addRow(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    config::RunConfig changed = config;
    const auto judge = [&] {
        double value = 0;
        const bool good = widgets::parseNumber(rate->text(), value) && value > 0;
        if (good)
            changed.optimizer.learningRate = value;
        problem->setText(good ? QString() : QStringLiteral("A number above 0 is accepted, like 0.005 or 5e-3."));
        go->setEnabled(good);
    };
    QObject::connect(rate, &QLineEdit::textChanged, &dialog, judge);
    judge();
    rate->selectAll();
    rate->setFocus();
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return changed;
}

}  // namespace isonet::workbench
