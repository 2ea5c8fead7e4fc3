// Carries out the actions that export what a page shows: its plots as one image, the run's scalars as CSV. GUI thread
// only.
#pragma once

#include <QObject>

class QWidget;

namespace isonet::workbench {

class Notices;
class RunSession;
class RunsPage;
class TrainPage;
class WindowActions;

class ExportCommands : public QObject {
    Q_OBJECT
public:
    // All must outlive this object; dialogs open above `window`.
    ExportCommands(const WindowActions& actions, const RunSession& session, const RunsPage& runs,
                   const TrainPage& train, Notices& notices, QWidget* window);

private:
    void exportPlots();
    void exportScalars();
    void report(const QString& file, const QString& problem, const QString& failure);

    const WindowActions& actions_;
    const RunSession& session_;
    const RunsPage& runs_;
    const TrainPage& train_;
    Notices& notices_;
    QWidget* window_;
};

}  // namespace isonet::workbench
