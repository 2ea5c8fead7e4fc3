#include "app/workbench/window/ExportCommands.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/pages/TrainPage.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/WindowActions.h"
#include "widgets/live/RunView.h"
#include "widgets/plot/ExportDialog.h"
#include "widgets/plot/PlotExport.h"
#include "widgets/plot/PlotGrid.h"
#include "widgets/runs/CompareView.h"
#include "widgets/series/RunData.h"
#include "widgets/series/SeriesCsv.h"

namespace isonet::workbench {

ExportCommands::ExportCommands(const WindowActions& actions, const RunSession& session, const RunsPage& runs,
                               const TrainPage& train, Notices& notices, QWidget* window)
    : QObject(window),
      actions_(actions),
      session_(session),
      runs_(runs),
      train_(train),
      notices_(notices),
      window_(window) {
    connect(actions.exportPage, &QAction::triggered, this, &ExportCommands::exportPlots);
    connect(actions.exportScalars, &QAction::triggered, this, &ExportCommands::exportScalars);
}

void ExportCommands::exportPlots() {
    const bool comparison = actions_.currentPage() == Page::Runs;
    auto* grid = comparison ? runs_.comparison()->plots() : train_.view()->grid();
    const QString name = comparison ? QStringLiteral("comparison") : QFileInfo(session_.shown().path()).fileName();
    widgets::ExportDialog dialog(name, grid->size(), name, window_);
    if (dialog.exec() == QDialog::Accepted)
        report(dialog.file(), grid->exportPicture(dialog.file(), dialog.size(), name), tr("The plots were not saved"));
}

void ExportCommands::exportScalars() {
    const auto& shown = session_.shown();
    const QString proposal = QDir::home().filePath(QFileInfo(shown.path()).fileName() + QStringLiteral(".csv"));
    const QString file =
        QFileDialog::getSaveFileName(window_, tr("Export all scalars"), proposal, tr("CSV files (*.csv)"));
    if (file.isEmpty())
        return;
    QByteArray csv = widgets::scalarCsvHeader();
    for (const auto& tag : shown.data()->tagsWithPrefix({}))
        if (const auto* series = shown.data()->series(tag))
            widgets::appendCsv(csv, tag, *series);
    report(file, widgets::saveBytes(csv, file), tr("The scalars were not saved"));
}

void ExportCommands::report(const QString& file, const QString& problem, const QString& failure) {
    if (problem.isEmpty())
        notices_.showStatus(tr("Saved %1").arg(file), 5000);
    else
        notices_.error(failure, problem);
}

}  // namespace isonet::workbench
