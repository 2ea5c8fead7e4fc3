#include "widgets/design/CostSummary.h"

#include <stdexcept>

#include "model/spec/Recomputation.h"
#include "training/config/AutomaticSettings.h"
#include "training/config/MemoryEstimate.h"
#include "training/config/Passes.h"
#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/form/ChoiceText.h"
#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {
namespace {

// "auto" selects the first CUDA device, or the CPU. Returns nullptr if the device is unknown.
const DeviceChoice* deviceOf(const config::RunConfig& config, const std::vector<DeviceChoice>& devices) {
    const DeviceChoice* found = nullptr;
    const QString id = QString::fromStdString(config.run.device);
    for (const auto& device : devices)
        if (device.id == id || (id == QLatin1String("cuda") && device.id == QLatin1String("cuda:0")) ||
            (id == QLatin1String("auto") && (!found || found->id == QLatin1String("cpu"))))
            found = &device;
    return found;
}

}  // namespace

QString CostSummary::text(const config::RunConfig& config, const QString& paper,
                          const std::vector<DeviceChoice>& devices) {
    try {
        const auto plan = shownPlan(config);
        const double activations = double(spec::activationBytes(plan, config.run.checkpointActivations));
        const QString name = QString::fromStdString(spec::networkName(config.model));
        QStringList lines{
            QStringLiteral("<b>%1</b>").arg(config::isDetection(config) ? tr("%1 detector").arg(name) : name),
            tr("%1 parameters, %2FLOPs per image").arg(formatCount(plan.parameters), formatScaled(double(plan.flops))),
            tr("%1 of activations per image, %2 per batch of %3")
                .arg(formatBytes(activations), formatBytes(activations * config.run.batchSize))
                .arg(config.run.batchSize)};
        if (!config.run.checkpointActivations.empty())
            lines << recomputationText(config, plan);
        if (plan.changed.size() == 1)
            lines << tr("1 block overrides the network's settings (marked in the diagram).");
        else if (!plan.changed.empty())
            lines << tr("%1 blocks override the network's settings (marked in the diagram).").arg(plan.changed.size());
        if (!paper.isEmpty())
            lines << paper.toHtmlEscaped();
        if (config::isDetection(config))
            lines << detectorText(config);
        const auto* device = deviceOf(config, devices);
        if (!device)
            return lines.join(QStringLiteral("<br>"));
        const auto used = config::resolved(config, {device->traits, device->cores, 1}).config;
        lines << automaticText(config, used, *device);
        if (device->freeBytes > 0)
            lines << memoryText(used, activations, *device);
        return lines.join(QStringLiteral("<br>"));
    } catch (const std::invalid_argument&) {
        return tr("Invalid network; see the form. The diagram shows the last valid network.");
    }
}

QStringList CostSummary::automaticText(const config::RunConfig& config, const config::RunConfig& used,
                                       const DeviceChoice& device) {
    QStringList lines;
    if (config.run.precision != used.run.precision)
        lines << tr("Automatic precision: <b>%1</b>, because %2.")
                     .arg(choiceTitle(used.run.precision),
                          QString::fromStdString(config::automaticPrecision(device.traits).reason));
    if (config.data.workers != used.data.workers)
        lines << tr("Automatic loader threads: <b>%1</b>, for %2 cores.").arg(used.data.workers).arg(device.cores);
    return lines;
}

QString CostSummary::recomputationText(const config::RunConfig& config, const spec::NetworkPlan& plan) {
    const double saved = double(plan.activationBytes - spec::activationBytes(plan, config.run.checkpointActivations));
    const double more = double(spec::recomputedFlops(plan, config.run.checkpointActivations));
    // A step costs about three forward passes.
    return tr("Recomputing saves %1 per image and makes a step about %2 slower.")
        .arg(formatBytes(saved), formatPercent(100 * more / (3 * double(plan.flops))));
}

QString CostSummary::detectorText(const config::RunConfig& config) {
    const auto plan = detectorPlanOf(config);
    const auto input = shownInput(config);
    return tr("At the maximum image size of %1 × %2: %3 anchors. Parameters: proposals %4, boxes %5, masks %6.")
        .arg(input.height)
        .arg(input.width)
        .arg(formatCount(plan->anchors), formatScaled(double(plan->proposals.parameters)),
             formatScaled(double(plan->box.parameters)), formatScaled(double(plan->mask.parameters)));
}

QString CostSummary::memoryText(const config::RunConfig& config, double activationBytes, const DeviceChoice& device) {
    QStringList lines;
    const bool gpu = device.id != QLatin1String("cpu");
    const std::int64_t pass = gpu ? config.run.batchSize : config::imagesPerPass(config, config.run.batchSize);
    if (pass < config.run.batchSize)
        lines << (pass == 1 ? tr("On the CPU a batch is processed in passes of 1 image, %1 each.")
                            : tr("On the CPU a batch is processed in passes of %1 images, %2 each.").arg(pass))
                     .arg(formatBytes(activationBytes * double(pass)));
    const double needed = trainingBytes(config, gpu);
    const bool fits = needed < 0.9 * device.freeBytes, marginal = !fits && needed < 1.1 * device.freeBytes;
    QString verdict = fits ? tr("fits") : marginal ? tr("may not fit") : tr("does not fit");
    if (!fits) {
        auto smaller = config;
        while (smaller.run.batchSize > 1 && trainingBytes(smaller, gpu) >= 0.9 * device.freeBytes)
            smaller.run.batchSize /= 2;
        verdict += tr("; reduce the batch size to %1").arg(smaller.run.batchSize);
    }
    const auto& colors = themeColors();
    const QColor color = fits ? colors.ok : marginal ? colors.warning : colors.error;
    lines << tr("Training needs about %1 of the %2 free on %3: <span style='color:%4'><b>%5</b></span>.")
                 .arg(formatBytes(needed), formatBytes(device.freeBytes), device.id, color.name(), verdict);
    return lines.join(QStringLiteral("<br>"));
}

}  // namespace isonet::widgets
