#include "app/workbench/pages/QueueEdits.h"

#include <QMessageBox>
#include <QPushButton>
#include <algorithm>
#include <memory>

#include "app/workbench/pages/SerialWork.h"
#include "app/workbench/runs/RunTrash.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunSession.h"
#include "training/sweeps/Queue.h"
#include "widgets/common/PathText.h"
#include "widgets/sweeps/QueueModel.h"
#include "widgets/sweeps/QueueView.h"

namespace isonet::workbench {

QueueEdits::QueueEdits(widgets::QueueView& view, SerialWork& work, RunSession& session, Notices& notices,
                       QObject* parent)
    : QObject(parent), view_(view), work_(work), session_(session), notices_(notices) {
    connect(view_.actions(), &widgets::QueueActions::moveRequested, this, &QueueEdits::moveRow);
    connect(view_.actions(), &widgets::QueueActions::removeRequested, this, &QueueEdits::removeRows);
    connect(view_.actions(), &widgets::QueueActions::rerunRequested, this, &QueueEdits::rerun);
}

void QueueEdits::change(const std::function<void(sweeps::Sweep&)>& edit) {
    auto shown = view_.model()->queue();
    const auto before = shown.sweep.rows;
    edit(shown.sweep);
    std::vector<sweeps::RowResult> results;
    for (const auto& row : shown.sweep.rows)
        for (std::size_t i = 0; i < before.size(); ++i)
            if (before[i].id == row.id)
                results.push_back(shown.results[i]);
    shown.results = std::move(results);
    view_.setQueue(shown);
    work_.run(
        [folder = widgets::pathBytes(shown.folder), edit] {
            auto queue = sweeps::Queue::open(folder);
            auto sweep = queue.sweep();
            edit(sweep);
            queue.change(sweep);
            queue.writeResults();
        },
        [this](const QString& problem) {
            if (!problem.isEmpty())
                notices_.error(tr("The queue was not changed"), problem);
            Q_EMIT written();
            if (!problem.isEmpty())
                Q_EMIT failed();
        });
}

void QueueEdits::moveRow(int from, int to) {
    auto* model = view_.model();
    if (from == to || !model->isMovable(from) || to < 0 || to >= model->rowCount())
        return;
    const std::string id = model->row(from).id;
    change([id, to](sweeps::Sweep& sweep) {
        auto& rows = sweep.rows;
        const auto found = std::ranges::find(rows, id, &sweeps::SweepRow::id);
        if (found == rows.end())
            return;
        auto row = *found;
        rows.erase(found);
        rows.insert(rows.begin() + std::min<std::ptrdiff_t>(to, std::ssize(rows)), std::move(row));
    });
    view_.selectRow(model->rowOf(QString::fromStdString(id)));
}

void QueueEdits::removeRows(const QStringList& ids) {
    change([ids](sweeps::Sweep& sweep) {
        std::erase_if(sweep.rows, [&](const auto& row) { return ids.contains(QString::fromStdString(row.id)); });
    });
}

void QueueEdits::rerun(const QStringList& ids) {
    QStringList runs;
    for (const auto& id : ids)
        if (const int row = view_.model()->rowOf(id); row >= 0)
            runs += QString::fromStdString(view_.model()->result(row).run.string());
    if (runs.isEmpty())
        return;
    QMessageBox box(&view_);
    box.setObjectName(QStringLiteral("againQuestion"));
    box.setWindowTitle(tr("ISONet Workbench"));
    box.setTextFormat(Qt::PlainText);
    box.setText(runs.size() == 1 ? tr("Restart %1 from the beginning?").arg(ids.first())
                                 : tr("Restart %1 rows from the beginning?").arg(runs.size()));
    box.setInformativeText(tr("Their current runs are moved to the trash."));
    auto* keep = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    auto* again = box.addButton(tr("Restart"), QMessageBox::AcceptRole);
    box.setDefaultButton(again);
    box.setEscapeButton(keep);
    box.exec();
    if (box.clickedButton() != again)
        return;
    auto moved = std::make_shared<TrashResult>();
    work_.run([moved, runs] { *moved = trashRuns(runs); },
              [this, moved](const QString&) {
                  if (!moved->problem.isEmpty())
                      notices_.error(tr("Some runs were not moved"), moved->problem);
                  session_.forget(moved->gone);
              });
}

}  // namespace isonet::workbench
