// Help > Check this computer: runs `isonet doctor` as a separate process, so that it can neither disturb a training nor
// end the window, and shows what it prints. GUI thread only.
#pragma once

#include <QDialog>
#include <QProcess>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace isonet::workbench {

class ComputerCheck : public QDialog {
    Q_OBJECT
public:
    // `program`: the command; empty: looks for it next to this program and on the PATH.
    explicit ComputerCheck(QWidget* parent, const QString& program = {});
    ~ComputerCheck() override;  // ends the process

    void start(bool quick);
    void stop();

private:
    void readOutput();
    void finish(int code, QProcess::ExitStatus status);
    void showState(const QString& text);

    const QString program_;
    QProcess process_;
    QPlainTextEdit* output_;
    QLabel* state_;
    QPushButton *quick_, *full_, *stop_, *copy_;
    bool stopped_ = false;
};

}  // namespace isonet::workbench
