// Edits of the queue in a view: rows are moved, removed or run again. The table changes at once; the queue's file is
// written in the background. GUI thread only.
#pragma once

#include <QObject>
#include <QStringList>
#include <functional>

namespace isonet::sweeps {
struct Sweep;
}
namespace isonet::widgets {
class QueueView;
}

namespace isonet::workbench {

class Notices;
class RunSession;
class SerialWork;

class QueueEdits : public QObject {
    Q_OBJECT
public:
    // All must outlive this object; dialogs open above the view.
    QueueEdits(widgets::QueueView& view, SerialWork& work, RunSession& session, Notices& notices,
               QObject* parent = nullptr);

    void moveRow(int from, int to);
    void removeRows(const QStringList& ids);
    void rerun(const QStringList& ids);  // from the start, after asking; their runs go to the trash

Q_SIGNALS:
    void written();
    void failed();  // the file is unchanged

private:
    // Applies `edit` to the table now, and to the file's contents when its turn comes.
    void change(const std::function<void(sweeps::Sweep&)>& edit);

    widgets::QueueView& view_;
    SerialWork& work_;
    RunSession& session_;
    Notices& notices_;
};

}  // namespace isonet::workbench
