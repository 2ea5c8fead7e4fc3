#include "widgets/ComparedRuns.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "training/telemetry/DetectionTags.h"
#include "widgets/SeriesTools.h"

namespace isonet::widgets {
namespace {

struct KnownTag {
    const char *tag, *title;
};
// In the order in which plots are offered.
constexpr KnownTag knownTags[] = {{"accuracy/val_top1", "Validation top-1, %"},
                                  {"ap/box", "Box AP, %"},
                                  {"ap/mask", "Mask AP, %"},
                                  {"loss/cross_entropy", "Cross entropy"},
                                  {"isometry/deviation/*", "Isometry deviation, root mean square of the layers"},
                                  {"accuracy/train_top1", "Training top-1, %"},
                                  {"loss/val_cross_entropy", "Validation cross entropy"},
                                  {"loss/penalty", "Penalty P"},
                                  {"isometry/sigma_max/*", "Largest singular value, root mean square of the layers"},
                                  {"schedule/learning_rate", "Learning rate"},
                                  {"loss/total", "Loss"},
                                  {"throughput/images_per_second", "Images per second"},
                                  {"isometry/sigma_min/*", "Smallest singular value, root mean square of the layers"},
                                  {"accuracy/val_top5", "Validation top-5, %"},
                                  {"loss/objectness", "Objectness loss"},
                                  {"loss/proposal_box", "Proposal box loss"},
                                  {"loss/class", "Class loss"},
                                  {"loss/box", "Box loss"},
                                  {"loss/mask", "Mask loss"},
                                  {"ap/box_50", "Box AP at overlap 0.50, %"},
                                  {"ap/mask_50", "Mask AP at overlap 0.50, %"},
                                  {"ap/box_75", "Box AP at overlap 0.75, %"},
                                  {"ap/mask_75", "Mask AP at overlap 0.75, %"},
                                  {"ap/box_small", "Box AP of small objects, %"},
                                  {"ap/box_medium", "Box AP of medium objects, %"},
                                  {"ap/box_large", "Box AP of large objects, %"},
                                  {"ap/mask_small", "Mask AP of small objects, %"},
                                  {"ap/mask_medium", "Mask AP of medium objects, %"},
                                  {"ap/mask_large", "Mask AP of large objects, %"},
                                  {"schedule/epoch", "Epoch"}};

std::string summed(const std::string& tag) {
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
        run.colour = runs[i]->notes.colour >= 0 && run.group.isEmpty() ? runs[i]->notes.colour : own;
        const auto old = std::ranges::find(runs_, run.path, &ComparedRun::path);
        if (old != runs_.end()) {
            run.data = old->data;
        } else {
            run.data = std::make_shared<RunData>();
            // Many runs have to fit the memory; plots of many are read for their shape.
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
                present.insert(summed(tag));
    std::vector<std::string> order;
    for (const auto& known : knownTags)
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
    // At the steps of the one measured most often; layers that the penalty leaves out are measured with the spectra.
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
    for (const auto& [prefix, title] : {std::pair{&telemetry::tags::boxCategoryAp, "Box AP of %1, %"},
                                        std::pair{&telemetry::tags::maskCategoryAp, "Mask AP of %1, %"}})
        if (tag.starts_with(*prefix))
            return QString::fromLatin1(title).arg(QString::fromStdString(tag.substr(prefix->size())));
    for (const auto& known : knownTags)
        if (tag == known.tag)
            return QString::fromUtf8(known.title);
    return QString::fromStdString(tag);
}

}  // namespace isonet::widgets
