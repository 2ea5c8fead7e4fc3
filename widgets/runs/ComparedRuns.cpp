#include "widgets/runs/ComparedRuns.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <set>

#include "training/telemetry/Tags.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {
namespace {

struct KnownTag {
    std::string tag;
    const char* title;
};

// In the order of the plot menu.
const std::vector<KnownTag>& knownTags() {
    namespace tags = telemetry::tags;
    static const std::vector<KnownTag> known{
        {tags::validationTop1, QT_TRANSLATE_NOOP("ComparedRuns", "Validation top-1, %")},
        {tags::testTop1, QT_TRANSLATE_NOOP("ComparedRuns", "Test top-1, %")},
        {tags::boxAp, QT_TRANSLATE_NOOP("ComparedRuns", "Box AP, %")},
        {tags::maskAp, QT_TRANSLATE_NOOP("ComparedRuns", "Mask AP, %")},
        {tags::lossCrossEntropy, QT_TRANSLATE_NOOP("ComparedRuns", "Cross entropy")},
        {tags::deviation + "*", QT_TRANSLATE_NOOP("ComparedRuns", "Isometry deviation, RMS over layers")},
        {tags::trainTop1, QT_TRANSLATE_NOOP("ComparedRuns", "Training top-1, %")},
        {tags::validationCrossEntropy, QT_TRANSLATE_NOOP("ComparedRuns", "Validation cross entropy")},
        {tags::lossPenalty, QT_TRANSLATE_NOOP("ComparedRuns", "Penalty P")},
        {tags::lossWeightedPenalty, QT_TRANSLATE_NOOP("ComparedRuns", "Weighted penalty γ P")},
        {tags::sigmaMax + "*", QT_TRANSLATE_NOOP("ComparedRuns", "Largest singular value, RMS over layers")},
        {tags::learningRate, QT_TRANSLATE_NOOP("ComparedRuns", "Learning rate")},
        {tags::lossTotal, QT_TRANSLATE_NOOP("ComparedRuns", "Loss")},
        {tags::imagesPerSecond, QT_TRANSLATE_NOOP("ComparedRuns", "Images per second")},
        {tags::sigmaMin + "*", QT_TRANSLATE_NOOP("ComparedRuns", "Smallest singular value, RMS over layers")},
        {tags::validationTop5, QT_TRANSLATE_NOOP("ComparedRuns", "Validation top-5, %")},
        {tags::testTop5, QT_TRANSLATE_NOOP("ComparedRuns", "Test top-5, %")},
        {tags::testCrossEntropy, QT_TRANSLATE_NOOP("ComparedRuns", "Test cross entropy")},
        {tags::lossObjectness, QT_TRANSLATE_NOOP("ComparedRuns", "Objectness loss")},
        {tags::lossProposalBox, QT_TRANSLATE_NOOP("ComparedRuns", "Proposal box loss")},
        {tags::lossCategory, QT_TRANSLATE_NOOP("ComparedRuns", "Class loss")},
        {tags::lossBox, QT_TRANSLATE_NOOP("ComparedRuns", "Box loss")},
        {tags::lossMask, QT_TRANSLATE_NOOP("ComparedRuns", "Mask loss")},
        {tags::boxAp + "_50", QT_TRANSLATE_NOOP("ComparedRuns", "Box AP at IoU 0.50, %")},
        {tags::maskAp + "_50", QT_TRANSLATE_NOOP("ComparedRuns", "Mask AP at IoU 0.50, %")},
        {tags::boxAp + "_75", QT_TRANSLATE_NOOP("ComparedRuns", "Box AP at IoU 0.75, %")},
        {tags::maskAp + "_75", QT_TRANSLATE_NOOP("ComparedRuns", "Mask AP at IoU 0.75, %")},
        {tags::boxAp + "_small", QT_TRANSLATE_NOOP("ComparedRuns", "Box AP of small objects, %")},
        {tags::boxAp + "_medium", QT_TRANSLATE_NOOP("ComparedRuns", "Box AP of medium objects, %")},
        {tags::boxAp + "_large", QT_TRANSLATE_NOOP("ComparedRuns", "Box AP of large objects, %")},
        {tags::maskAp + "_small", QT_TRANSLATE_NOOP("ComparedRuns", "Mask AP of small objects, %")},
        {tags::maskAp + "_medium", QT_TRANSLATE_NOOP("ComparedRuns", "Mask AP of medium objects, %")},
        {tags::maskAp + "_large", QT_TRANSLATE_NOOP("ComparedRuns", "Mask AP of large objects, %")},
        {tags::epoch, QT_TRANSLATE_NOOP("ComparedRuns", "Epoch")}};
    return known;
}

std::string aggregated(const std::string& tag) {
    for (const auto* prefix : {&telemetry::tags::deviation, &telemetry::tags::sigmaMin, &telemetry::tags::sigmaMax})
        if (tag.starts_with(*prefix))
            return *prefix + "*";
    return tag;
}

}  // namespace

void ComparedRuns::setRuns(const std::vector<const RunEntry*>& runs, const QStringList& groups) {
    QVector<ComparedRun> now;
    const QStringList order = [&] {
        QStringList unique = groups;
        unique.removeDuplicates();
        return unique;
    }();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        ComparedRun run;
        run.path = runs[i]->path;
        run.name = runs[i]->name;
        run.group = groups.value(qsizetype(i));
        const int own = run.group.isEmpty() ? int(i) : int(order.indexOf(run.group));
        run.color = runs[i]->notes.color >= 0 && run.group.isEmpty() ? runs[i]->notes.color : own;
        const auto old = std::ranges::find(runs_, run.path, &ComparedRun::path);
        if (old != runs_.end()) {
            run.data = old->data;
        } else {
            run.data = std::make_shared<RunData>();
            // Limits memory where many runs are compared.
            run.data->setLimits(runs.size() > 20 ? RunDataLimits{20'000, 1000, 4} : RunDataLimits{100'000, 4000, 4});
            connect(run.data.get(), &RunData::changed, this, &ComparedRuns::valuesChanged);
        }
        now.append(std::move(run));
    }
    runs_ = std::move(now);
    Q_EMIT runsChanged();
}

RunData* ComparedRuns::dataOf(const QString& path) const {
    const auto found = std::ranges::find(runs_, path, &ComparedRun::path);
    return found == runs_.end() ? nullptr : found->data.get();
}

QStringList ComparedRuns::groups() const {
    QStringList names;
    for (const auto& run : runs_)
        if (!run.group.isEmpty() && !names.contains(run.group))
            names.append(run.group);
    return names;
}

std::vector<std::string> ComparedRuns::tags() const {
    std::set<std::string> present;
    for (const auto& run : runs_)
        for (const auto& tag : run.data->tagsWithPrefix({}))
            if (run.data->series(tag))
                present.insert(aggregated(tag));
    std::vector<std::string> order;
    for (const auto& known : knownTags())
        if (present.erase(known.tag) > 0)
            order.emplace_back(known.tag);
    order.insert(order.end(), present.begin(), present.end());
    return order;
}

std::optional<Series> comparedSeries(const RunData& data, const std::string& tag) {
    if (!tag.ends_with("/*")) {
        const auto* series = data.series(tag);
        return series ? std::optional(*series) : std::nullopt;
    }
    std::vector<const Series*> layers;
    for (const auto& layer : data.tagsWithPrefix(tag.substr(0, tag.size() - 1)))
        if (const auto* series = data.series(layer))
            layers.push_back(series);
    if (layers.empty())
        return std::nullopt;
    // At the steps of the layer measured most often; layers without penalty are measured only with the spectra.
    Series mean = **std::ranges::max_element(layers, {}, [](const Series* layer) { return layer->steps.size(); });
    for (qsizetype i = 0; i < mean.steps.size(); ++i) {
        double sum = 0;
        for (const auto* layer : layers) {
            const bool aligned = i < layer->steps.size() && layer->steps[i] == mean.steps[i];
            const double value = layer->values[aligned ? i : nearestIndex(layer->steps, mean.steps[i])];
            sum += value * value;
        }
        mean.values[i] = std::sqrt(sum / double(layers.size()));
    }
    return mean;
}

bool isCategoryAp(const std::string& tag) {
    return tag.starts_with(telemetry::tags::boxCategoryAp) || tag.starts_with(telemetry::tags::maskCategoryAp);
}

QString comparedTitle(const std::string& tag) {
    for (const auto& [prefix, title] :
         {std::pair{&telemetry::tags::boxCategoryAp, QT_TRANSLATE_NOOP("ComparedRuns", "Box AP of %1, %")},
          std::pair{&telemetry::tags::maskCategoryAp, QT_TRANSLATE_NOOP("ComparedRuns", "Mask AP of %1, %")}})
        if (tag.starts_with(*prefix))
            return QString::fromLatin1(title).arg(QString::fromStdString(tag.substr(prefix->size())));
    for (const auto& known : knownTags())
        if (tag == known.tag)
            return QCoreApplication::translate("ComparedRuns", known.title);
    return QString::fromStdString(tag);
}

}  // namespace isonet::widgets
