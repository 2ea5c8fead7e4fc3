// Edits of how the queue in a view is run: rows at a time, retries, priorities. The file is written in the background.
// GUI thread only.
#pragma once

#include <QObject>
#include <QStringList>
#include <functional>

namespace isonet::scheduler {
struct QueueState;
}
namespace isonet::widgets {
class QueueView;
}

namespace isonet::workbench {

class Notices;
class SerialWork;

class QueuePlanEdits : public QObject {
    Q_OBJECT
public:
    // All must outlive this object.
    QueuePlanEdits(widgets::QueueView& view, SerialWork& work, Notices& notices, QObject* parent = nullptr);

Q_SIGNALS:
    void written();

private:
    void setSlots(const QString& text);
    void change(const std::function<void(scheduler::QueueState&)>& edit);

    widgets::QueueView& view_;
    SerialWork& work_;
    Notices& notices_;
};

}  // namespace isonet::workbench
