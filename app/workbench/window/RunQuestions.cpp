#include "app/workbench/window/RunQuestions.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/workbench/window/DialogSize.h"
#include "training/engine/checkpoint/ResumePoint.h"
#include "widgets/common/Format.h"
#include "widgets/common/NumberText.h"
#include "widgets/common/PlainLabel.h"

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
    auto* text = new widgets::PlainLabel(
        RunQuestions::tr("%1\n\nAll weights were finite at its last checkpoint. With the same learning rate (%2) it "
                         "would diverge again; resume with a smaller one. Values recorded after the checkpoint are "
                         "replaced.")
            .arg(
                status.message.empty() ? RunQuestions::tr("The run diverged.") : QString::fromStdString(status.message),
                widgets::formatNumber(config.optimizer.learningRate)));
    text->setWordWrap(true);
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
    fitDialog(dialog, 440);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return changed;
}

std::optional<QString> askWhereToResume(QWidget* parent, const QString& run,
                                        const std::vector<RunResumer::Checkpoint>& checkpoints) {
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("resumePointDialog"));
    dialog.setWindowTitle(RunQuestions::tr("Resume %1 from a checkpoint").arg(QFileInfo(run).fileName()));
    auto* list = new QListWidget;
    list->setObjectName(QStringLiteral("checkpoints"));
    for (const auto& [name, written] : checkpoints) {
        const auto when = QDateTime::fromSecsSinceEpoch(written);
        auto* item = new QListWidgetItem(
            RunQuestions::tr("%1, written on %2").arg(name, QLocale().toString(when, QLocale::ShortFormat)), list);
        item->setData(Qt::UserRole, name);
    }
    auto* start = new QListWidgetItem(RunQuestions::tr("None: train again from the first step"), list);
    start->setData(Qt::UserRole, QString::fromLatin1(training::fromStart));
    list->setCurrentRow(0);
    auto* text = new widgets::PlainLabel;
    const bool lost = checkpoints.empty() || checkpoints.front().name != QLatin1String("latest");
    text->setText(
        (lost ? RunQuestions::tr("The run's latest checkpoint is missing. ") : QString()) +
        RunQuestions::tr("Values recorded after the chosen checkpoint are replaced. Checkpoints that would be "
                         "overwritten are moved to the folder checkpoints/replaced-1 of the run."));
    text->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Ok)->setText(RunQuestions::tr("Resume"));
    auto* layout = new QVBoxLayout(&dialog);
    layout->addWidget(text);
    layout->addWidget(list);
    layout->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    QObject::connect(list, &QListWidget::itemDoubleClicked, &dialog, &QDialog::accept);
    list->setFocus();
    fitDialog(dialog, 440);
    if (dialog.exec() != QDialog::Accepted || !list->currentItem())
        return std::nullopt;
    return list->currentItem()->data(Qt::UserRole).toString();
}

bool askToAbandon(QWidget* parent, const QString& name) {
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("abandonQuestion"));
    box.setTextFormat(Qt::PlainText);
    box.setWindowTitle(RunQuestions::tr("ISONet Workbench"));
    box.setText(RunQuestions::tr("%1 has not stopped yet.").arg(name));
    box.setInformativeText(
        RunQuestions::tr("Closing now ends it without another checkpoint. The last one is kept, to resume from."));
    auto* wait = box.addButton(RunQuestions::tr("Wait"), QMessageBox::RejectRole);
    auto* close = box.addButton(RunQuestions::tr("Close now"), QMessageBox::AcceptRole);
    box.setDefaultButton(wait);
    box.setEscapeButton(wait);
    box.exec();
    return box.clickedButton() == close;
}

}  // namespace isonet::workbench
