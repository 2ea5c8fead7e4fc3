#include "app/workbench/pages/QueueExport.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

#include "app/workbench/session/Notices.h"
#include "training/sweeps/ResultsTable.h"
#include "widgets/common/OverwriteQuestion.h"
#include "widgets/plot/PlotExport.h"

namespace isonet::workbench {

namespace {

const QString folderKey = QStringLiteral("experiments/tables"), filterKey = QStringLiteral("experiments/tableFilter");

}  // namespace

QString QueueExport::toMarkdown(const widgets::QueueEntry& queue) {
    return QString::fromStdString(sweeps::toMarkdown(queue.sweep, queue.results));
}

QString QueueExport::save(const widgets::QueueEntry& queue, const QString& file) {
    const QString ending = QFileInfo(file).suffix().toLower();
    std::string text;
    if (ending == QLatin1String("md"))
        text = sweeps::toMarkdown(queue.sweep, queue.results);
    else if (ending == QLatin1String("csv"))
        text = sweeps::toCsv(queue.sweep, queue.results);
    else if (ending == QLatin1String("tex"))
        text = sweeps::toLatex(queue.sweep, queue.results);
    else
        return tr("%1: unknown extension; use .md (Markdown), .csv or .tex (LaTeX).").arg(file);
    return widgets::saveBytes(QByteArray::fromStdString(text), file);
}

void QueueExport::askAndSave(const widgets::QueueEntry& queue, Notices& notices, QWidget* parent) {
    const QStringList filters{QStringLiteral("Markdown (*.md)"), QStringLiteral("CSV (*.csv)"),
                              QStringLiteral("LaTeX (*.tex)")};
    QSettings settings;
    const QString folder = settings.value(folderKey, QDir::homePath()).toString();
    QString filter = settings.value(filterKey, filters.first()).toString();
    QString file = QFileDialog::getSaveFileName(parent, tr("Save table"),
                                                QDir(folder).filePath(QString::fromStdString(queue.sweep.name)),
                                                filters.join(QStringLiteral(";;")), &filter);
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().isEmpty()) {
        file += filter.mid(filter.indexOf(QLatin1Char('*')) + 1).remove(QLatin1Char(')'));
        if (!widgets::mayWrite(file, parent))
            return;
    }
    settings.setValue(folderKey, QFileInfo(file).absolutePath());
    settings.setValue(filterKey, filter);
    if (const QString problem = save(queue, file); !problem.isEmpty())
        notices.error(tr("The table was not saved"), problem);
    else
        notices.showStatus(tr("Saved %1").arg(file), 5000);
}

void QueueExport::copy(const widgets::QueueEntry& queue, Notices& notices) {
    QApplication::clipboard()->setText(toMarkdown(queue));
    notices.showStatus(tr("Copied the table as Markdown."), 5000);
}

}  // namespace isonet::workbench
