// Opens the network of a run, a checkpoint or a configuration and computes what the pages Design and Inspect show of
// it, on a thread of its own: one thing at a time, each of which can be cancelled.
//
// Lives on the GUI thread; its signals come there. No torch header.
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "app/workbench/JobThread.h"
#include "training/config/RunConfig.h"
#include "widgets/LayerFacts.h"

namespace isonet::workbench {

struct NetworkSource {
    QString path;                             // a run (its latest checkpoint) or a checkpoint file
    std::optional<config::RunConfig> config;  // or: freshly initialised from this
};

class LayerLab : public QObject {
    Q_OBJECT
public:
    explicit LayerLab(QObject* parent = nullptr);
    ~LayerLab() override;  // cancels and waits

    // Loads the network and measures every layer; all that was asked for before is dropped.
    void open(const NetworkSource& source);
    void showLayer(const QString& name);  // of the opened network; drops an older question of this kind
    void measureSignals(int images);      // on validation images of the network's data set
    void measureJacobian(int images, bool features);
    void cancel();  // what is under way and what waits; the network stays open

Q_SIGNALS:
    void opened(const QString& title, qint64 step);  // "ISONet-20", after so many steps
    void rowsReady(const std::vector<isonet::widgets::LayerRow>& rows, bool complete);
    void layerReady(const isonet::widgets::LayerDetail& detail);
    void signalsReady(const std::vector<isonet::widgets::SignalRow>& rows, const QString& images);
    void jacobianReady(const isonet::widgets::JacobianFacts& facts, const QString& images);
    // What is being done; empty: nothing. `all` 0: not known how long.
    void progress(const QString& what, int done, int all);
    void failed(const QString& text);

private:
    struct Opened;

    std::shared_ptr<Opened> opened_;  // the thread's own
    JobThread jobs_;
};

}  // namespace isonet::workbench
