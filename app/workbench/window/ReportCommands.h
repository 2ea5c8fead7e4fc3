// File > Save report: the shown run, or on the Runs page the checked ones compared, as HTML or PDF. Reads and writes on
// a separate thread. GUI thread only.
#pragma once

#include <QObject>
#include <QStringList>

#include "app/workbench/jobs/ReportWriter.h"

class QFileDialog;
class QWidget;

namespace isonet::workbench {

class Notices;
class RunSession;
class RunsPage;
class SerialWork;
class WindowActions;

class ReportCommands : public QObject {
    Q_OBJECT
public:
    // All must outlive this object; dialogs open above `window`.
    ReportCommands(const WindowActions& actions, const RunSession& session, const RunsPage& runs, Notices& notices,
                   QWidget* window);
    ~ReportCommands() override;  // waits for a report that is being written

    void saveTo(const QString& file, const QStringList& runs, const ReportFormat& format);  // without asking

private:
    void ask();
    QStringList chosenRuns() const;
    void prepare(QFileDialog& dialog, const QString& name) const;

    const WindowActions& actions_;
    const RunSession& session_;
    const RunsPage& runs_;
    Notices& notices_;
    QWidget* window_;
    QString folder_;  // of the last report
    SerialWork* work_;
};

}  // namespace isonet::workbench
