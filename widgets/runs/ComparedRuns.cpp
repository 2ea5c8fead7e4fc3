#include "widgets/runs/ComparedRuns.h"

#include <QCoreApplication>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <utility>

#include "training/config/RunLabels.h"
#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
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

ComparedRuns::ComparedRuns(QObject* parent) : QObject(parent), sweeper_(new QTimer(this)) {
    sweeper_->setInterval(0);
    connect(sweeper_, &QTimer::timeout, this, [this] {
        dropped_.resize(dropped_.size() - std::min<std::size_t>(dropped_.size(), 4));
        if (dropped_.empty())
            sweeper_->stop();
    });
}

void ComparedRuns::setRuns(const std::vector<const RunEntry*>& runs, const QStringList& groups,
                           const QVector<int>& colors) {
    QVector<ComparedRun> now;
    QHash<QString, int> order, places;  // of groups and of runs
    for (const auto& group : groups)
        if (!order.contains(group))
            order.insert(group, int(order.size()));
    for (std::size_t i = 0; i < runs.size(); ++i) {
        ComparedRun run;
        run.path = runs[i]->path;
        run.name = runs[i]->name;
        run.group = groups.value(qsizetype(i));
        run.color = colors.value(qsizetype(i), -1);
        if (run.color < 0)
            run.color = run.group.isEmpty() ? runs[i]->notes.color : order.value(run.group);
        run.ownColor = run.color < 0;
        if (const auto old = places_.find(run.path); old != places_.end()) {
            run.data = runs_[*old].data;
        } else {
            run.data = std::make_shared<RunData>();
            // Limits memory where many runs are compared.
            run.data->setLimits(runs.size() > 100  ? RunDataLimits{2'000, 400, 4}
                                : runs.size() > 20 ? RunDataLimits{20'000, 1000, 4}
                                                   : RunDataLimits{100'000, 4000, 4});
            connect(run.data.get(), &RunData::changed, this, [this, data = run.data.get()] { take(*data); });
        }
        places.insert(run.path, int(now.size()));
        now.append(std::move(run));
    }
    const auto labels = labelsOf(runs);
    for (qsizetype i = 0; i < now.size(); ++i)
        now[i].label = labels[i];
    chooseColors(now);
    bool dropped = false;
    for (auto& run : runs_)
        if (!places.contains(run.path)) {
            run.data->disconnect(this);
            counts_.remove(run.data.get());
            dropped_.push_back(std::move(run.data));
            dropped = true;
        }
    runs_ = std::move(now);
    places_ = std::move(places);
    if (dropped) {
        sweeper_->start();
        collectAllTags();
    }
    Q_EMIT runsChanged();
}

// Those of the previous comparison where they are still free, else the first ones that no run has.
void ComparedRuns::chooseColors(QVector<ComparedRun>& runs) const {
    QSet<int> taken;
    for (const auto& run : runs)
        if (!run.ownColor)
            taken.insert(run.color);
    for (auto& run : runs)
        if (const auto old = places_.find(run.path);
            run.ownColor && old != places_.end() && runs_[*old].ownColor && !taken.contains(runs_[*old].color)) {
            run.color = runs_[*old].color;
            taken.insert(run.color);
        }
    int next = 0;
    for (auto& run : runs)
        if (run.color < 0) {
            while (taken.contains(next))
                ++next;
            run.color = next++;
        }
}

void ComparedRuns::setSelected(const QStringList& paths) {
    QSet<QString> selected(paths.begin(), paths.end());
    if (selected == selected_)
        return;
    selected_ = std::move(selected);
    Q_EMIT selectionChanged();
}

void ComparedRuns::take(const RunData& data) {
    const qsizetype before = counts_.value(&data), count = qsizetype(data.scalars().size());
    if (count > before)
        collectTags(data);
    else if (count < before)
        collectAllTags();
    Q_EMIT valuesChanged();
}

// Both are sorted, so that the place of a tag is next to that of the previous one.
void ComparedRuns::collectTags(const RunData& data) {
    auto place = tags_.begin();
    for (const auto& [tag, series] : data.scalars())
        place = std::next(tags_.insert(place, tag));
    counts_.insert(&data, qsizetype(data.scalars().size()));
}

void ComparedRuns::collectAllTags() {
    tags_.clear();
    for (const auto& run : std::as_const(runs_))
        collectTags(*run.data);
}

RunData* ComparedRuns::dataOf(const QString& path) const {
    const auto found = places_.find(path);
    return found == places_.end() ? nullptr : runs_[*found].data.get();
}

QStringList ComparedRuns::groups() const {
    QStringList names;
    for (const auto& run : runs_)
        if (!run.group.isEmpty())
            names.append(run.group);
    names.removeDuplicates();
    return names;
}

std::vector<std::string> ComparedRuns::tags() const {
    std::set<std::string> present;
    for (const auto& tag : tags_)
        present.insert(present.end(), aggregated(tag));
    std::vector<std::string> order;
    for (const auto& known : knownTags())
        if (present.erase(known.tag) > 0)
            order.emplace_back(known.tag);
    order.insert(order.end(), present.begin(), present.end());
    return order;
}

QStringList labelsOf(const std::vector<const RunEntry*>& runs) {
    std::vector<config::LabeledRun> labeled;
    labeled.reserve(runs.size());
    for (const auto* run : runs)
        labeled.push_back({run->name.toStdString(),
                           shortRunName(run->name).toStdString(),
                           {run->settings.constData(), std::size_t(run->settings.size())}});
    QStringList labels;
    for (const auto& label : config::runLabels(labeled))
        labels.append(QString::fromStdString(label));
    return labels;
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
