// Opens the network of a run, a checkpoint or a configuration and computes what the pages Design and Inspect show of
// it, on a worker thread. Jobs run one at a time and can be canceled.
//
// Threads: GUI thread only; signals are emitted there. No torch header.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "app/workbench/jobs/JobThread.h"
#include "training/config/RunConfig.h"
#include "widgets/design/LayerInfo.h"

namespace isonet::interop {
struct ImportedWeights;
}

namespace isonet::workbench {

struct NetworkSource {
    QString path;                             // a run directory (latest checkpoint) or any file of weights
    std::optional<config::RunConfig> config;  // or the configuration of a freshly initialized network
};

class LayerAnalyzer : public QObject {
    Q_OBJECT
public:
    explicit LayerAnalyzer(QObject* parent = nullptr);
    ~LayerAnalyzer() override;  // cancels and waits

    // Loads the network and measures every layer. Drops all earlier requests.
    void open(const NetworkSource& source);
    void showLayer(const QString& name);  // of the open network; replaces an earlier request
    // The same layer in other checkpoints of the run, such as its saved epochs: one frameReady() for each, or for
    // evenly spaced ones where all would take more than `frameMemory`, then framesDone(). The open network stays.
    void measureFrames(const QStringList& files, const QString& layer);
    static constexpr double frameMemory = 512.0 * 1024 * 1024;  // bytes

    void measureSignals(int images);  // on validation images of the network's dataset
    void measureJacobian(int images, bool features);
    void cancel();  // stops the running and drops the queued jobs; the network stays open

Q_SIGNALS:
    void opened(const QString& title, qint64 step);  // title such as "ISONet-20"
    // A file without a configuration: layers only, no signals and Jacobians. `title` says which weights were taken and
    // where the strides come from.
    void weightsOpened(const QString& title);
    void rowsReady(const std::vector<isonet::widgets::LayerRow>& rows, bool complete);
    void layerReady(const isonet::widgets::LayerDetail& detail);
    void frameReady(int index, const isonet::widgets::LayerDetail& detail);  // of the list of files
    void framesDone();
    void signalsReady(const std::vector<isonet::widgets::SignalRow>& rows, const QString& images);
    void jacobianReady(const isonet::widgets::JacobianInfo& info, const QString& images);
    // `what` is empty when idle. `all` is 0 if the amount of work is unknown.
    void progress(const QString& what, int done, int all);
    void failed(const QString& message);

private:
    struct Opened;

    void measureLayers(const std::stop_token& stop);  // on the worker thread, as openWeights()
    void openWeights(const QString& path, interop::ImportedWeights& weights);

    std::shared_ptr<Opened> opened_;  // used by the worker thread
    JobThread jobs_;
};

}  // namespace isonet::workbench
