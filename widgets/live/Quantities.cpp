#include "widgets/live/Quantities.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>

#include "training/telemetry/Tags.h"
#include "widgets/live/LossCurves.h"
#include "widgets/series/Relation.h"

namespace isonet::widgets {
namespace {

struct QuantityTexts {
    Q_DECLARE_TR_FUNCTIONS(QuantityTexts)
};

struct Summary {
    const char* prefix;
    LayerSummary summary;
    const std::string& tag;
    const char* title;  // %1: number of layers
};

const std::array<Summary, 4>& summaries() {
    namespace tags = telemetry::tags;
    static const std::array<Summary, 4> all{{{"mean:", LayerSummary::Mean, tags::deviation,
                                              QT_TRANSLATE_NOOP("QuantityTexts", "deviation, mean of %1 layers")},
                                             {"max:", LayerSummary::Largest, tags::deviation,
                                              QT_TRANSLATE_NOOP("QuantityTexts", "deviation, largest of %1 layers")},
                                             {"min:", LayerSummary::Smallest, tags::sigmaMin,
                                              QT_TRANSLATE_NOOP("QuantityTexts", "smallest σ of %1 layers")},
                                             {"max:", LayerSummary::Largest, tags::sigmaMax,
                                              QT_TRANSLATE_NOOP("QuantityTexts", "largest σ of %1 layers")}}};
    return all;
}

Series summarize(const RunData& data, const Summary& summary, int* layers) {
    QVector<const Series*> all;
    for (const auto& tag : data.tagsWithPrefix(summary.tag))
        all.append(data.series(tag));
    return summaryOf(all, summary.summary, layers);
}

}  // namespace

QVector<Quantity> quantitiesOf(const RunData& data) {
    QVector<Quantity> all;
    std::vector<std::string> named;
    for (const auto& curve : lossCurves())
        if (curve.recorded(data)) {
            const bool share = curve.isScaledPenalty, penalty = !share && curve.tag == telemetry::tags::lossPenalty;
            all.append({curve.csvTag(), share     ? QuantityTexts::tr("γ · P")
                                        : penalty ? QuantityTexts::tr("penalty P")
                                                  : curve.name});
            named.push_back(curve.tag);
        }
    for (const auto& summary : summaries()) {
        int layers = 0;
        summarize(data, summary, &layers);
        if (layers > 0)
            all.append({summary.prefix + summary.tag, QuantityTexts::tr(summary.title).arg(layers)});
    }
    for (const auto& [tag, series] : data.scalars())
        if (std::ranges::find(named, tag) == named.end())
            all.append({tag, QString::fromStdString(tag)});
    return all;
}

std::optional<Series> valuesOf(const RunData& data, const std::string& key) {
    for (const auto& curve : lossCurves())
        if (curve.csvTag() == key) {
            const auto* recorded = curve.recorded(data);
            if (!recorded)
                return std::nullopt;
            Series series = *recorded;
            series.values = curve.values(data, *recorded);
            return series;
        }
    for (const auto& summary : summaries())
        if (summary.prefix + summary.tag == key) {
            int layers = 0;
            Series series = summarize(data, summary, &layers);
            return layers > 0 ? std::optional(std::move(series)) : std::nullopt;
        }
    const auto* series = data.series(key);
    return series ? std::optional(*series) : std::nullopt;
}

}  // namespace isonet::widgets
