#include "app/workbench/window/ComputerCheck.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace isonet::workbench {

namespace {

QString findProgram() {
    const QString name = QStringLiteral("isonet"),
                  beside = QApplication::applicationDirPath() + QLatin1Char('/') + name;
    return QFileInfo(beside).isExecutable() ? beside : QStandardPaths::findExecutable(name);
}

}  // namespace

ComputerCheck::ComputerCheck(QWidget* parent, const QString& program)
    : QDialog(parent),
      program_(program.isEmpty() ? findProgram() : program),
      output_(new QPlainTextEdit),
      state_(new QLabel),
      quick_(new QPushButton(tr("&Quick check"))),
      full_(new QPushButton(tr("&Full check"))),
      stop_(new QPushButton(tr("&Stop"))),
      copy_(new QPushButton(tr("&Copy"))) {
    setWindowTitle(tr("Check this computer"));
    auto* intro = new QLabel(
        tr("Compares kernels, precisions, checkpoints and evaluation of this computer with known results. The quick "
           "check takes about 20 seconds, the full one a few minutes. Send the text along with a bug report."));
    intro->setWordWrap(true);
    output_->setReadOnly(true);
    output_->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    output_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    output_->setAccessibleName(tr("Result of the check"));
    quick_->setObjectName(QStringLiteral("quickCheck"));
    full_->setObjectName(QStringLiteral("fullCheck"));
    stop_->setObjectName(QStringLiteral("stopCheck"));
    state_->setObjectName(QStringLiteral("checkState"));
    state_->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    for (auto* button : {quick_, full_, stop_, copy_}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    auto* close = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addWidget(output_, 1);
    layout->addWidget(state_);
    layout->addLayout(buttons);
    resize(860, 560);

    connect(quick_, &QPushButton::clicked, this, [this] { start(true); });
    connect(full_, &QPushButton::clicked, this, [this] { start(false); });
    connect(stop_, &QPushButton::clicked, this, &ComputerCheck::stop);
    connect(copy_, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(output_->toPlainText()); });
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::finished, this, &ComputerCheck::stop);
    process_.setProcessChannelMode(QProcess::MergedChannels);
    connect(&process_, &QProcess::readyRead, this, &ComputerCheck::readOutput);
    connect(&process_, &QProcess::finished, this, &ComputerCheck::finish);
    connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            showState(tr("%1 cannot be started: %2").arg(program_, process_.errorString()));
    });
    showState(program_.isEmpty() ? tr("The command isonet was not found beside this program or on the PATH.")
                                 : QString());
}

ComputerCheck::~ComputerCheck() {
    process_.disconnect(this);
    process_.kill();
    process_.waitForFinished(2000);
}

void ComputerCheck::start(bool quick) {
    if (program_.isEmpty() || process_.state() != QProcess::NotRunning)
        return;
    output_->clear();
    stopped_ = false;
    process_.start(program_, quick ? QStringList{QStringLiteral("doctor"), QStringLiteral("--quick")}
                                   : QStringList{QStringLiteral("doctor")});
    showState(tr("Checking…"));
}

void ComputerCheck::stop() {
    if (process_.state() == QProcess::NotRunning)
        return;
    stopped_ = true;
    process_.kill();
}

void ComputerCheck::readOutput() {
    output_->moveCursor(QTextCursor::End);
    output_->insertPlainText(QString::fromUtf8(process_.readAll()));
    output_->moveCursor(QTextCursor::End);
    showState(tr("Checking…"));
}

void ComputerCheck::finish(int code, QProcess::ExitStatus status) {
    readOutput();
    if (stopped_)
        showState(tr("Stopped."));
    else if (status == QProcess::CrashExit)
        showState(tr("The check ended unexpectedly. The last line above names the last check that completed."));
    else if (code == 0)
        showState(tr("No check failed."));
    else
        showState(tr("At least one check failed."));
}

void ComputerCheck::showState(const QString& text) {
    const bool running = process_.state() != QProcess::NotRunning;
    state_->setText(text);
    quick_->setEnabled(!running && !program_.isEmpty());
    full_->setEnabled(!running && !program_.isEmpty());
    stop_->setEnabled(running);
    copy_->setEnabled(!output_->document()->isEmpty());
}

}  // namespace isonet::workbench
