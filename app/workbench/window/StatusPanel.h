// The right end of the status bar: the device of the shown run and, while another run is shown, a button that returns
// to the one being trained. GUI thread only.
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace isonet::workbench {

class RunSession;

class StatusPanel : public QWidget {
    Q_OBJECT
public:
    explicit StatusPanel(RunSession& session, QWidget* parent = nullptr);  // the session must outlive the panel

private:
    void showDevice();
    void showTraining();

    RunSession& session_;
    QToolButton* training_;
    QLabel* device_;
};

}  // namespace isonet::workbench
