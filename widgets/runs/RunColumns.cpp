#include "widgets/runs/RunColumns.h"

#include <algorithm>

#include "training/telemetry/Record.h"
#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/common/StateChip.h"
#include "widgets/runs/ChangeText.h"

namespace isonet::widgets {

namespace {

namespace tags = telemetry::tags;

QVariant unlessNegative(double value) {
    return value >= 0 ? QVariant(value) : QVariant();
}

QVariant ifPositive(double value) {
    return value > 0 ? QVariant(value) : QVariant();
}

// Runs of other programs have no status; their last recorded value counts.
double lastValue(const RunEntry& run, const std::string& tag, double status) {
    if (!run.isForeign)
        return status;
    const auto found = run.last.find(tag);
    return found == run.last.end() ? -1 : found->second;
}

bool isDetectionRun(const RunEntry& run) {
    return run.config ? config::isDetection(*run.config) : run.last.contains(tags::boxAp);
}

std::string validationTag(const RunEntry& run) {
    return isDetectionRun(run) ? tags::boxAp : tags::validationTop1;
}

QVariant validationOf(const RunEntry& run) {
    return unlessNegative(lastValue(run, validationTag(run), run.status.validationTop1));
}

QVariant bestValueOf(const RunEntry& run) {
    return unlessNegative(run.status.bestTop1);
}

QVariant testOf(const RunEntry& run) {
    const auto& values = run.isForeign ? run.last : run.status.metrics;
    const auto found = values.find(tags::testTop1);
    return found == values.end() ? QVariant() : unlessNegative(found->second);
}

QVariant trainingOf(const RunEntry& run) {
    return unlessNegative(lastValue(run, tags::trainTop1, run.status.trainTop1));
}

QVariant lossOf(const RunEntry& run) {
    if (run.isForeign)
        return unlessNegative(lastValue(run, tags::lossTotal, -1));
    return run.status.step > 0 ? QVariant(run.status.loss) : QVariant();
}

QVariant epochOf(const RunEntry& run) {
    return run.status.epochs > 0 ? QVariant(double(run.status.epoch)) : QVariant();
}

QString percentText(const QVariant& value) {
    return value.isValid() ? QString::number(value.toDouble(), 'f', 2) : QString();
}

QString accuracyText(const RunEntry& run, const QVariant& value) {
    return value.isValid() && isDetectionRun(run) ? percentText(value) + QStringLiteral(" AP") : percentText(value);
}

}  // namespace

std::string settingOf(const RunEntry& run, const std::string& key) {
    const auto found = std::ranges::find(run.settings, key, &std::pair<std::string, std::string>::first);
    return found == run.settings.end() ? std::string() : found->second;
}

QString shownSetting(const RunEntry& run, const std::string& key) {
    return settingText(key, settingOf(run, key), run.changedKeys);
}

const std::vector<RunColumn>& RunColumns::all() {
    static const std::vector<RunColumn> columns = make();
    return columns;
}

QString RunColumns::network(const RunEntry& run) {
    if (run.config)
        return QString::fromStdString(spec::networkName(run.config->model));
    return run.isForeign ? QStringLiteral("TensorBoard") : tr("configuration missing");
}

std::vector<RunColumn> RunColumns::make() {
    using Run = const RunEntry&;
    return {
        {tr("Run"), {}, 190, false, [](Run run) { return shortRunName(run.name); }},
        {tr("State"), {}, 90, false, [](Run run) { return stateTitle(run.status.state); }},
        {tr("Network"), {}, 104, false, network},
        {tr("Best"), tr("Best validation result in percent: top-1 accuracy, or box AP for detection"), 72, true,
         [](Run run) { return accuracyText(run, bestValueOf(run)); }, bestValueOf},
        {tr("Validation"), tr("Last validation result in percent: top-1 accuracy, or box AP for detection"), 84, true,
         [](Run run) { return accuracyText(run, validationOf(run)); }, validationOf, true, validationTag,
         [](Run run, double value) { return accuracyText(run, value); }},
        {tr("Test"), tr("Top-1 accuracy of the best weights on the test images in percent (data.test_split)"), 62, true,
         [](Run run) { return percentText(testOf(run)); }, testOf},
        {tr("Train"), tr("Top-1 accuracy on the augmented training images in percent"), 62, true,
         [](Run run) { return percentText(trainingOf(run)); }, trainingOf, true, [](Run) { return tags::trainTop1; },
         [](Run, double value) { return percentText(value); }},
        {tr("Loss"),
         {},
         80,
         true,
         [](Run run) {
             const QVariant loss = lossOf(run);
             return loss.isValid() ? formatMeasured(loss.toDouble()) : QString();
         },
         lossOf,
         true,
         [](Run) { return tags::lossTotal; },
         [](Run, double value) { return formatMeasured(value); }},
        {tr("Epoch"),
         {},
         82,
         true,
         [](Run run) {
             return epochOf(run).isValid() ? QStringLiteral("%1 / %2").arg(run.status.epoch).arg(run.status.epochs)
                                           : QString();
         },
         epochOf},
        {tr("Images/s"),
         {},
         78,
         true,
         [](Run run) { return run.status.imagesPerSecond > 0 ? formatScaled(run.status.imagesPerSecond) : QString(); },
         [](Run run) { return ifPositive(run.status.imagesPerSecond); },
         false},
        {tr("Time"), tr("Training time"), 96, true,
         [](Run run) { return run.status.secondsElapsed > 0 ? formatDuration(run.status.secondsElapsed) : QString(); },
         [](Run run) { return ifPositive(run.status.secondsElapsed); }},
        {tr("Last change"),
         {},
         114,
         false,
         [](Run run) { return formatWhen(run.status.updated); },
         [](Run run) { return QVariant(run.status.updated); }},
        {tr("Tags"), {}, 84, false, [](Run run) { return run.notes.tags.join(QStringLiteral(", ")); }},
        {tr("Note"), {}, 90, false, [](Run run) { return run.notes.note; }},
    };
}

}  // namespace isonet::widgets
