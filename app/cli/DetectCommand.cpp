// isonet detect: object detection and instance segmentation. `train` is isonet train restricted to detectors; `eval`
// computes COCO's average precision of a results file.
#include "app/cli/DetectCommand.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "training/data/coco/Evaluation.h"

namespace isonet::cli {

namespace {

using coco::Kind;

struct DetectEvalOptions {
    std::string annotations, results, type;
    bool json = false;
};

const char* nameOf(Kind kind) {
    return kind == Kind::Box ? "bbox" : "segm";
}

// The kind given by --type, or all kinds in the results.
std::vector<Kind> kindsOf(const DetectEvalOptions& options, const std::vector<coco::Detection>& detections) {
    if (options.type == "bbox")
        return {Kind::Box};
    if (options.type == "segm")
        return {Kind::Mask};
    const bool masks = !detections.empty() && detections.front().mask.has_value();
    return masks ? std::vector{Kind::Box, Kind::Mask} : std::vector{Kind::Box};
}

nlohmann::ordered_json evaluationJson(const coco::Evaluation& evaluation, const coco::Annotations& annotations) {
    nlohmann::ordered_json answer;
    const auto values = evaluation.metrics.all();
    for (std::size_t i = 0; i < values.size(); ++i)
        answer[coco::metricNames()[i]] = values[i];
    auto categories = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < evaluation.categories.size(); ++i)
        categories.push_back({{"id", annotations.categories[i].id},
                              {"name", annotations.categories[i].name},
                              {"objects", evaluation.categories[i].objects},
                              {"ap", evaluation.categories[i].ap},
                              {"ap50", evaluation.categories[i].ap50}});
    answer["categories"] = std::move(categories);
    return answer;
}

void print(Kind kind, const coco::Metrics& f) {
    const auto percent = [](double value) { return value < 0 ? std::string("-") : fixed(100 * value, 2); };
    Table table({nameOf(kind), "AP", "AP50", "AP75", "small", "medium", "large"});
    table.add({"precision", percent(f.ap), percent(f.ap50), percent(f.ap75), percent(f.apSmall), percent(f.apMedium),
               percent(f.apLarge)});
    table.print(std::cout);
    Table recalls({nameOf(kind), "AR1", "AR10", "AR100", "small", "medium", "large"});
    recalls.add({"recall", percent(f.ar1), percent(f.ar10), percent(f.ar100), percent(f.arSmall), percent(f.arMedium),
                 percent(f.arLarge)});
    recalls.print(std::cout);
}

int evaluate(const DetectEvalOptions& options) {
    const auto annotations = coco::readAnnotations(options.annotations);
    for (const auto& warning : annotations.warnings)
        std::cerr << "isonet: " << options.annotations << ": " << warning << '\n';
    for (const auto& problem : annotations.problems)
        std::cerr << "isonet: " << options.annotations << ": " << problem << "; skipped\n";
    const auto detections = coco::readResults(options.results, annotations);
    nlohmann::ordered_json answer{{"annotations", options.annotations},         {"results", options.results},
                                  {"images", annotations.images.size()},        {"detections", detections.size()},
                                  {"skipped_annotations", annotations.skipped}, {"warnings", annotations.warnings}};
    if (!options.json)
        std::cout << grouped(static_cast<std::int64_t>(detections.size())) << " detections in "
                  << grouped(static_cast<std::int64_t>(annotations.images.size())) << " images (percent)\n";
    for (const Kind kind : kindsOf(options, detections)) {
        const auto evaluation = coco::evaluate(annotations, detections, kind);
        answer[nameOf(kind)] = evaluationJson(evaluation, annotations);
        if (!options.json)
            print(kind, evaluation.metrics);
    }
    if (options.json)
        std::cout << base::jsonText(answer) << '\n';
    return Done;
}

void addEvaluate(Verb detect) {
    auto options = std::make_shared<DetectEvalOptions>();
    Verb verb = detect.verb("eval", "Compute COCO average precision and recall of a results file");
    verb.option("--annotations", options->annotations, "Ground truth in COCO's JSON format").required();
    verb.option("--results", options->results, "Detections in COCO's results format").required();
    verb.option("--type", options->type, "bbox or segm; default: both, if the results have masks")
        .oneOf({"bbox", "segm"});
    verb.flag("--json", options->json, "Print JSON to stdout: fractions, -1 if there are no objects");
    verb.runs([options] { return evaluate(*options); });
}

}  // namespace

void addDetect(Verb app) {
    Verb detect = app.verb("detect", "Train, evaluate and use detectors: object detection and instance segmentation");
    detect.requireVerbs(1, 1);
    addDetectTrain(detect);
    addEvaluate(detect);
    addDetectPredict(detect);
}

}  // namespace isonet::cli
