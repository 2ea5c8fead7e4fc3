#include "training/data/coco/Evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "training/data/coco/Matching.h"

namespace isonet::coco {
namespace {

constexpr int recallCount = 101;
constexpr std::array<std::size_t, 3> limits{1, 10, 100};  // detections per image

// One image's contribution to a category's curve.
struct ImagePart {
    std::vector<double> scores;  // descending
    std::array<Match, areaCount> matches;
};

// Precision at the recall values and the final recall, per threshold; -1 without objects.
struct Curve {
    std::array<std::array<double, recallCount>, thresholdCount> precision;
    std::array<double, thresholdCount> recall;
};

// NumPy's pairwise summation, so that means agree with the tools to the last bit.
double pairwiseSum(const double* values, std::size_t count) {
    constexpr std::size_t block = 128, lanes = 8;
    if (count < lanes)
        return std::accumulate(values, values + count, 0.0);
    if (count > block) {
        std::size_t half = count / 2;
        half -= half % lanes;
        return pairwiseSum(values, half) + pairwiseSum(values + half, count - half);
    }
    std::array<double, lanes> sums;
    std::copy_n(values, lanes, sums.begin());
    std::size_t i = lanes;
    for (; i < count - count % lanes; i += lanes)
        for (std::size_t lane = 0; lane < lanes; ++lane)
            sums[lane] += values[i + lane];
    double sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    for (; i < count; ++i)
        sum += values[i];
    return sum;
}

double meanOf(const std::vector<double>& values) {
    return values.empty() ? -1 : pairwiseSum(values.data(), values.size()) / static_cast<double>(values.size());
}

void samplePrecision(std::vector<double>& precision, const std::vector<double>& recall,
                     std::array<double, recallCount>& values) {
    for (std::size_t i = precision.size(); i-- > 1;)
        precision[i - 1] = std::max(precision[i - 1], precision[i]);
    constexpr double step = 0.01;
    for (int r = 0; r < recallCount; ++r) {
        const double wanted = r == recallCount - 1 ? 1.0 : r * step;
        const auto at = std::lower_bound(recall.begin(), recall.end(), wanted) - recall.begin();
        values[static_cast<std::size_t>(r)] =
            at < static_cast<std::ptrdiff_t>(precision.size()) ? precision[static_cast<std::size_t>(at)] : 0;
    }
}

Curve curveOf(const std::vector<ImagePart>& images, std::size_t area, std::size_t limit) {
    Curve curve{};
    std::int64_t objects = 0;
    struct Entry {
        double score;
        Thresholds hit, ignored;
    };
    std::vector<Entry> entries;
    for (const ImagePart& image : images) {
        const Match& match = image.matches[area];
        objects += match.objects;
        for (std::size_t d = 0; d < std::min(limit, image.scores.size()); ++d)
            entries.push_back({image.scores[d], match.hit[d], match.ignored[d]});
    }
    if (objects == 0) {
        curve.recall.fill(-1);
        for (auto& values : curve.precision)
            values.fill(-1);
        return curve;
    }
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.score > b.score; });
    const auto count = static_cast<double>(objects);
    std::vector<double> precision(entries.size()), recall(entries.size());
    for (std::size_t t = 0; t < thresholdCount; ++t) {
        double truePositives = 0, falsePositives = 0;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (!entries[i].ignored[t])
                (entries[i].hit[t] ? truePositives : falsePositives) += 1;
            recall[i] = truePositives / count;
            precision[i] = truePositives / (falsePositives + truePositives + std::numeric_limits<double>::epsilon());
        }
        curve.recall[t] = recall.empty() ? 0 : recall.back();
        samplePrecision(precision, recall, curve.precision[t]);
    }
    return curve;
}

// Indices of objects and detections, by category and image.
struct Group {
    std::vector<std::size_t> objects, detections;
};
using Groups = std::vector<std::vector<std::pair<std::size_t, Group>>>;

Groups grouped(const Annotations& annotations, std::span<const Detection> detections) {
    const std::size_t images = annotations.images.size();
    std::vector<std::vector<std::size_t>> objectsOf(images), detectionsOf(images);
    for (std::size_t i = 0; i < annotations.objects.size(); ++i)
        objectsOf[annotations.objects[i].image].push_back(i);
    for (std::size_t i = 0; i < detections.size(); ++i)
        detectionsOf[detections[i].image].push_back(i);
    Groups groups(annotations.categories.size());
    const auto groupOf = [&](std::size_t category, std::size_t image) -> Group& {
        auto& all = groups[category];
        if (all.empty() || all.back().first != image)
            all.emplace_back(image, Group{});
        return all.back().second;
    };
    for (std::size_t image = 0; image < images; ++image) {
        for (const std::size_t i : objectsOf[image])
            groupOf(annotations.objects[i].category, image).objects.push_back(i);
        for (const std::size_t i : detectionsOf[image])
            groupOf(detections[i].category, image).detections.push_back(i);
    }
    return groups;
}

class Evaluator {
public:
    Evaluator(const Annotations& annotations, std::span<const Detection> detections, Kind kind)
        : annotations_(annotations), detections_(detections), kind_(kind) {}

    ImagePart part(Group& group) const {
        ImagePart part;
        std::stable_sort(group.detections.begin(), group.detections.end(),
                         [this](std::size_t a, std::size_t b) { return detections_[a].score > detections_[b].score; });
        group.detections.resize(std::min(group.detections.size(), mostDetections));
        std::vector<double> detectionAreas, objectAreas;
        std::vector<std::uint8_t> crowd;
        std::vector<std::int64_t> ids;
        for (const std::size_t i : group.detections) {
            part.scores.push_back(detections_[i].score);
            detectionAreas.push_back(detections_[i].area);
        }
        for (const std::size_t i : group.objects) {
            const Object& object = annotations_.objects[i];
            objectAreas.push_back(object.area);
            crowd.push_back(object.crowd);
            ids.push_back(object.id);
        }
        const std::vector<double> overlaps =
            kind_ == Kind::Box ? boxOverlaps(group, crowd) : maskOverlaps(group, crowd);
        for (int area = 0; area < areaCount; ++area)
            part.matches[static_cast<std::size_t>(area)] =
                match({detectionAreas, objectAreas, crowd, ids, overlaps}, area);
        return part;
    }

private:
    std::vector<double> boxOverlaps(const Group& group, std::span<const std::uint8_t> crowd) const {
        std::vector<Box> found, truth;
        for (const std::size_t i : group.detections) {
            if (!detections_[i].box)
                throw std::invalid_argument("coco::evaluate: detection " + std::to_string(i) + " has no box");
            found.push_back(*detections_[i].box);
        }
        for (const std::size_t i : group.objects)
            truth.push_back(annotations_.objects[i].box);
        return overlaps(found, truth, crowd);
    }

    std::vector<double> maskOverlaps(const Group& group, std::span<const std::uint8_t> crowd) const {
        std::vector<RunLength> made;
        std::vector<const RunLength*> found, truth;
        made.reserve(group.detections.size() + group.objects.size());
        if (group.detections.empty() || group.objects.empty())
            return {};
        for (const std::size_t i : group.detections) {
            const Detection& detection = detections_[i];
            const Image& image = annotations_.images[detection.image];
            if (!detection.mask)  // the tools then use the box as the mask
                made.push_back(polygonMask(boxPolygon(detection.box.value_or(Box{})), image.height, image.width));
            found.push_back(detection.mask ? &*detection.mask : &made.back());
        }
        for (const std::size_t i : group.objects) {
            made.push_back(annotations_.mask(annotations_.objects[i]));
            truth.push_back(&made.back());
        }
        return overlaps(found, truth, crowd);
    }

    const Annotations& annotations_;
    std::span<const Detection> detections_;
    Kind kind_;
};

// Mean over categories and thresholds (one, or all if `threshold` is -1), in the order of the tools.
double meanPrecision(const std::vector<Curve>& curves, int threshold) {
    std::vector<double> values;
    for (std::size_t t = 0; t < thresholdCount; ++t)
        for (std::size_t r = 0; r < recallCount && (threshold < 0 || static_cast<std::size_t>(threshold) == t); ++r)
            for (const Curve& curve : curves)
                if (curve.precision[t][r] > -1)
                    values.push_back(curve.precision[t][r]);
    return meanOf(values);
}

double meanRecall(const std::vector<Curve>& curves) {
    std::vector<double> values;
    for (std::size_t t = 0; t < thresholdCount; ++t)
        for (const Curve& curve : curves)
            if (curve.recall[t] > -1)
                values.push_back(curve.recall[t]);
    return meanOf(values);
}

}  // namespace

const std::array<const char*, 12>& metricNames() {
    static constexpr std::array<const char*, 12> names{"ap",  "ap50", "ap75",  "ap_small", "ap_medium", "ap_large",
                                                       "ar1", "ar10", "ar100", "ar_small", "ar_medium", "ar_large"};
    return names;
}

Evaluation evaluate(const Annotations& annotations, std::span<const Detection> detections, Kind kind) {
    enum Area { All, Small, Medium, Large };
    constexpr int at50 = 0, at75 = 5;
    const Evaluator evaluator(annotations, detections, kind);
    Groups groups = grouped(annotations, detections);
    // Curves per area range with 100 detections, and over all areas with 1 and 10.
    std::array<std::vector<Curve>, areaCount> full;
    std::array<std::vector<Curve>, 2> few;
    Evaluation result;
    for (auto& category : groups) {
        std::vector<ImagePart> parts;
        for (auto& [image, group] : category)
            parts.push_back(evaluator.part(group));
        for (std::size_t area = 0; area < areaCount; ++area)
            full[area].push_back(curveOf(parts, area, limits.back()));
        for (std::size_t limit = 0; limit < few.size(); ++limit)
            few[limit].push_back(curveOf(parts, All, limits[limit]));
        CategoryMetrics metrics;
        const std::vector<Curve> own{full[All].back()};
        metrics.ap = meanPrecision(own, -1);
        metrics.ap50 = meanPrecision(own, at50);
        for (const ImagePart& part : parts)
            metrics.objects += part.matches[All].objects;
        result.categories.push_back(metrics);
    }
    result.images = static_cast<std::int64_t>(annotations.images.size());
    result.detections = static_cast<std::int64_t>(detections.size());
    result.metrics = {meanPrecision(full[All], -1),
                      meanPrecision(full[All], at50),
                      meanPrecision(full[All], at75),
                      meanPrecision(full[Small], -1),
                      meanPrecision(full[Medium], -1),
                      meanPrecision(full[Large], -1),
                      meanRecall(few[0]),
                      meanRecall(few[1]),
                      meanRecall(full[All]),
                      meanRecall(full[Small]),
                      meanRecall(full[Medium]),
                      meanRecall(full[Large])};
    return result;
}

}  // namespace isonet::coco
