#include "training/engine/tasks/DetectionEvaluation.h"

#include "model/base/NumberText.h"
#include "training/data/coco/Evaluation.h"
#include "training/telemetry/Tags.h"

namespace isonet::training {

namespace tags = telemetry::tags;

namespace {

void add(TaskEvaluation& evaluation, const coco::Annotations& annotations, const coco::Evaluation& result,
         const std::string& tag, const std::string& categoryTag) {
    const auto put = [&](const std::string& name, double value) {
        if (value >= 0)
            evaluation.values.emplace_back(name, 100 * value);
    };
    const coco::Metrics& f = result.metrics;
    put(tag, f.ap);
    put(tag + "_50", f.ap50);
    put(tag + "_75", f.ap75);
    put(tag + "_small", f.apSmall);
    put(tag + "_medium", f.apMedium);
    put(tag + "_large", f.apLarge);
    for (std::size_t i = 0; i < result.categories.size(); ++i)
        put(categoryTag + annotations.categories[i].name, result.categories[i].ap);
}

std::string described(const char* kind, const coco::Metrics& f) {
    return std::string(kind) + " AP " + base::fixed(100 * f.ap, 2) + " %, AP50 " + base::fixed(100 * f.ap50, 2) + " %";
}

}  // namespace

TaskEvaluation detectionEvaluation(const coco::Annotations& annotations, std::vector<coco::Detection> detections,
                                   bool masks, const std::set<std::size_t>& skipped) {
    if (!skipped.empty()) {
        coco::Annotations rest = annotations;
        std::erase_if(rest.objects, [&](const coco::Object& object) { return skipped.contains(object.image); });
        return detectionEvaluation(rest, std::move(detections), masks);
    }
    TaskEvaluation evaluation;
    std::string maskSummary;
    if (masks) {  // detections carry the areas of their masks
        const auto result = coco::evaluate(annotations, detections, coco::Kind::Mask);
        add(evaluation, annotations, result, tags::maskAp, tags::maskCategoryAp);
        maskSummary = ", " + described("mask", result.metrics);
    }
    for (auto& detection : detections)
        detection.area = detection.box->area();
    const auto result = coco::evaluate(annotations, detections, coco::Kind::Box);
    add(evaluation, annotations, result, tags::boxAp, tags::boxCategoryAp);
    evaluation.score = 100 * result.metrics.ap;
    evaluation.summary = described("box", result.metrics) + maskSummary;
    return evaluation;
}

}  // namespace isonet::training
