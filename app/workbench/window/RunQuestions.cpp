#include "app/workbench/window/RunQuestions.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

#include "widgets/common/Format.h"
#include "widgets/common/NumberText.h"
#include "widgets/common/Theme.h"

namespace isonet::workbench {

namespace {
struct RunQuestions {
    Q_DECLARE_TR_FUNCTIONS(RunQuestions)
};
}  // namespace

std::optional<config::RunConfig> askHowToResume(QWidget* parent, const QString& name, const config::RunConfig& config,
                                                const telemetry::RunStatus& status) {
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("divergedDialog"));
    dialog.setWindowTitle(RunQuestions::tr("Resume %1").arg(name));
    auto* text = new QLabel(
        RunQuestions::tr("%1\n\nAll weights were finite at its last checkpoint. With the same learning rate (%2) it "
                         "would diverge again; resume with a smaller one. Values recorded after the checkpoint are "
                         "replaced.")
            .arg(
                status.message.empty() ? RunQuestions::tr("The run diverged.") : QString::fromStdString(status.message),
                widgets::formatNumber(config.optimizer.learningRate)));
    text->setWordWrap(true);
    text->setMinimumWidth(420);
    auto* rate = new QLineEdit(widgets::formatNumber(config.optimizer.learningRate / 2));
    rate->setObjectName(QStringLiteral("newRate"));
    auto* problem = new QLabel;
    problem->setObjectName(QStringLiteral("fieldMessage"));
    problem->setProperty("kind", "problem");
    auto* form = new QFormLayout(&dialog);
    form->addRow(text);
    form->addRow(RunQuestions::tr("&Learning rate"), rate);
    form->addRow(QString(), problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    auto* resume = buttons->button(QDialogButtonBox::Ok);
    resume->setText(RunQuestions::tr("Resume"));
    form->addRow(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    config::RunConfig changed = config;
    const auto validate = [&] {
        double value = 0;
        const bool valid = widgets::parseNumber(rate->text(), value) && value > 0;
        if (valid)
            changed.optimizer.learningRate = value;
        problem->setText(valid ? QString() : RunQuestions::tr("Enter a number greater than 0, such as 0.005 or 5e-3."));
        resume->setEnabled(valid);
    };
    QObject::connect(rate, &QLineEdit::textChanged, &dialog, validate);
    validate();
    rate->selectAll();
    rate->setFocus();
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return changed;
}

bool askToStopAndClose(QWidget* parent, const QString& name) {
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("closeQuestion"));
    box.setIconPixmap(
        widgets::themedIcon(QStringLiteral("warning")).pixmap(QSize(32, 32), parent->devicePixelRatioF()));
    box.setWindowTitle(RunQuestions::tr("ISONet Workbench"));
    box.setText(RunQuestions::tr("%1 is still running.").arg(name));
    box.setInformativeText(
        RunQuestions::tr("Closing the window stops training with a checkpoint. You can resume later."));
    auto* keep = box.addButton(RunQuestions::tr("Keep training"), QMessageBox::RejectRole);
    auto* stop = box.addButton(RunQuestions::tr("Stop and close"), QMessageBox::AcceptRole);
    box.setDefaultButton(keep);
    box.setEscapeButton(keep);
    box.exec();
    return box.clickedButton() == stop;
}

}  // namespace isonet::workbench
