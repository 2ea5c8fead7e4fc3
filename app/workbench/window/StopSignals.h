// SIGINT and SIGTERM as a Qt signal on the GUI thread. One object per process.
#pragma once

#include <QObject>

class QSocketNotifier;

namespace isonet::workbench {

class StopSignals : public QObject {
    Q_OBJECT
public:
    explicit StopSignals(QObject* parent = nullptr);
    ~StopSignals() override;  // restores the default handlers

Q_SIGNALS:
    void received();

private:
    QSocketNotifier* notifier_ = nullptr;
};

}  // namespace isonet::workbench
