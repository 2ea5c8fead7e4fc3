#include "app/workbench/window/ReportCommands.h"

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/pages/SerialWork.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/WindowActions.h"
#include "widgets/common/OverwriteQuestion.h"
#include "widgets/common/PathText.h"
#include "widgets/report/ReportPdf.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"

namespace isonet::workbench {

namespace {

struct ReportFilter {
    QString filter, suffix;
    ReportFormat format;
};

// The page size of the user's country comes first.
QList<ReportFilter> reportFilters() {
    const ReportFilter html{ReportCommands::tr("Web page (*.html)"), QStringLiteral("html"), {}};
    const ReportFilter a4{ReportCommands::tr("PDF, A4 (*.pdf)"), QStringLiteral("pdf"), {QPageSize::A4}};
    const ReportFilter letter{ReportCommands::tr("PDF, Letter (*.pdf)"), QStringLiteral("pdf"), {QPageSize::Letter}};
    const bool usesLetter = widgets::usualPageSize() == QPageSize::Letter;
    return {html, usesLetter ? letter : a4, usesLetter ? a4 : letter};
}

ReportFilter reportFilterOf(const QString& filter) {
    const auto all = reportFilters();
    for (const auto& each : all)
        if (each.filter == filter)
            return each;
    return all.first();
}

bool isReportSuffix(const QString& suffix) {
    return suffix == QLatin1String("html") || suffix == QLatin1String("htm") || suffix == QLatin1String("pdf");
}

// The name with the suffix of the format.
QString withSuffix(const QString& file, const QString& suffix) {
    const QString old = QFileInfo(file).suffix();
    if (old.toLower() == suffix || (old.toLower() == QLatin1String("htm") && suffix == QLatin1String("html")))
        return file;
    return (isReportSuffix(old.toLower()) ? file.chopped(old.size() + 1) : file) + QLatin1Char('.') + suffix;
}

}  // namespace

ReportCommands::ReportCommands(const WindowActions& actions, const RunSession& session, const RunsPage& runs,
                               Notices& notices, QWidget* window)
    : QObject(window),
      actions_(actions),
      session_(session),
      runs_(runs),
      notices_(notices),
      window_(window),
      folder_(QDir::homePath()),
      work_(new SerialWork(this)) {
    connect(actions.saveReport, &QAction::triggered, this, &ReportCommands::ask);
}

ReportCommands::~ReportCommands() {
    delete work_;
}

QStringList ReportCommands::chosenRuns() const {
    if (actions_.currentPage() == Page::Runs)
        if (const QStringList checked = runs_.table()->model()->checked(); !checked.isEmpty())
            return checked;
    return session_.shown().isEmpty() ? QStringList() : QStringList{session_.shown().path()};
}

void ReportCommands::prepare(QFileDialog& dialog, const QString& name) const {
    dialog.setObjectName(QStringLiteral("saveReportDialog"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setOption(QFileDialog::DontConfirmOverwrite);  // asked when the suffix is known
    QStringList filters;
    for (const auto& each : reportFilters())
        filters << each.filter;
    dialog.setNameFilters(filters);
    dialog.selectFile(withSuffix(name, QStringLiteral("html")));
    connect(&dialog, &QFileDialog::filterSelected, &dialog, [&dialog](const QString& filter) {
        if (const QStringList files = dialog.selectedFiles(); !files.isEmpty())
            dialog.selectFile(QFileInfo(withSuffix(files.first(), reportFilterOf(filter).suffix)).fileName());
    });
}

void ReportCommands::ask() {
    const QStringList runs = chosenRuns();
    if (runs.isEmpty()) {
        notices_.info(tr("No run to report"),
                      tr("Check one or more runs in the table, or show one on the Train page."));
        return;
    }
    const QString name = runs.size() == 1 ? tr("%1 report").arg(widgets::fileNamePart(runName(runs.first())))
                                          : tr("comparison of %1 runs").arg(runs.size());
    QFileDialog dialog(window_,
                       runs.size() == 1 ? tr("Save the report of %1").arg(runName(runs.first()))
                                        : tr("Save the comparison of %1 runs").arg(runs.size()),
                       folder_);
    prepare(dialog, name);
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty())
        return;
    const QString chosen = dialog.selectedFiles().first();
    ReportFilter format = reportFilterOf(dialog.selectedNameFilter());
    if (!format.format.pages && QFileInfo(chosen).suffix().toLower() == QLatin1String("pdf"))
        format = reportFilters().at(1);  // a name that was typed
    const QString file = withSuffix(chosen, format.suffix);
    if (!widgets::mayWrite(file, window_))
        return;
    folder_ = QFileInfo(file).absolutePath();
    saveTo(file, runs, format.format);
}

void ReportCommands::saveTo(const QString& file, const QStringList& runs, const ReportFormat& format) {
    const QString footer = QStringLiteral("ISONet Workbench ") + QApplication::applicationVersion();
    notices_.showStatus(tr("Saving the report…"));
    work_->run([=] { writeReport(runs, file, format, footer.trimmed()); },
               [this, file](const QString& problem) {
                   notices_.clearStatus();
                   if (problem.isEmpty())
                       notices_.showStatus(tr("Saved %1").arg(QDir::toNativeSeparators(file)), 5000);
                   else
                       notices_.error(tr("The report was not saved"), problem);
               });
}

}  // namespace isonet::workbench
