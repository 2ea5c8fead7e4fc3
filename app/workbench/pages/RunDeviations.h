// Brings the isometry deviations of the shown run into the network diagram, at most once a second and only while the
// diagram is visible. GUI thread only.
#pragma once

#include <QObject>

class QTimer;

namespace isonet::widgets {
class NetworkDiagram;
}

namespace isonet::workbench {

class ShownRun;

class RunDeviations : public QObject {
    Q_OBJECT
public:
    // Both must outlive it; `parent` is the page.
    RunDeviations(ShownRun& shown, widgets::NetworkDiagram& diagram, QObject* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;  // the diagram becomes visible

private:
    void update();

    ShownRun& shown_;
    widgets::NetworkDiagram& diagram_;
    QTimer* timer_;
    bool stale_ = true;
};

}  // namespace isonet::workbench
