// isonet detect predict: detects objects in image files; draws them and writes a results file.
#include <c10/core/Device.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/DetectCommand.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/coco/RunLengthText.h"
#include "training/data/detection/DetectionDrawing.h"
#include "training/data/images/ImageDecoder.h"
#include "training/engine/tasks/DetectionResults.h"
#include "training/engine/tasks/DetectionWeights.h"

namespace isonet::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct DetectPredictOptions {
    std::string source, out, device = "auto";
    std::vector<std::string> images;
    double score = 0.5;
    bool latest = false, json = false;
};

// Category names and validation image ids, from the run's annotations if they can be read.
struct Names {
    std::vector<coco::Category> categories;
    std::vector<std::string> names;
    coco::Annotations annotations;

    // `number`: index of the image on the command line. An unknown image gets an id that the annotations do not use.
    std::int64_t imageId(const std::string& file, std::size_t number) const {
        const auto& known = annotations.images;
        const auto found =
            std::find_if(known.begin(), known.end(), [&](const auto& image) { return image.file == file; });
        if (found != known.end())
            return found->id;
        return (known.empty() ? 0 : known.back().id + 1) + static_cast<std::int64_t>(number);
    }
};

Names namesOf(const config::RunConfig& config) {
    Names names;
    try {
        names.annotations = coco::readAnnotations(fs::path(config.data.root) / config.detection.validationAnnotations);
        names.categories = names.annotations.categories;
    } catch (const training::DataError& error) {
        std::cerr << "isonet: category names are unknown: " << error.what() << '\n';
    }
    for (int i = static_cast<int>(names.categories.size()); i < config.model.classes; ++i)
        names.categories.push_back({i + 1, "category " + std::to_string(i + 1)});
    for (const auto& category : names.categories)
        names.names.push_back(category.name);
    return names;
}

// Images with the same name in different folders get different output files.
fs::path outputFor(const fs::path& image, const fs::path& folder, std::vector<fs::path>& taken) {
    fs::path name = image.stem().string() + ".png";
    for (int number = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++number)
        name = image.stem().string() + "-" + std::to_string(number) + ".png";
    taken.push_back(name);
    return folder / name;
}

Json entry(const coco::Detection& detection, const Names& names, std::int64_t image, const std::string& file) {
    const coco::Category& category = names.categories.at(detection.category);
    const coco::Box& box = *detection.box;
    Json json{{"image_id", image},        {"category_id", category.id},
              {"score", detection.score}, {"bbox", {box.x, box.y, box.width, box.height}},
              {"file_name", file},        {"category", category.name}};
    if (detection.mask)
        json["segmentation"] = {{"size", {detection.mask->height, detection.mask->width}},
                                {"counts", coco::toText(*detection.mask)}};
    return json;
}

// The JSON answer for one image; also prints a line unless `json`.
Json report(const fs::path& image, const fs::path& drawn, const std::vector<coco::Detection>& found, const Names& names,
            bool json) {
    Json answer{{"image", image.string()}, {"drawn", drawn.string()}, {"detections", Json::array()}};
    for (const auto& detection : found)
        answer["detections"].push_back(
            {{"category", names.names.at(detection.category)},
             {"score", detection.score},
             {"bbox", {detection.box->x, detection.box->y, detection.box->width, detection.box->height}}});
    if (json)
        return answer;
    std::cout << base::shownName(image.string()) << ": " << found.size()
              << (found.size() == 1 ? " object" : " objects");
    for (const auto& detection : found)
        std::cout << (&detection == &found.front() ? ": " : ", ") << base::shownName(names.names.at(detection.category))
                  << ' ' << fixed(detection.score, 2);
    std::cout << " -> " << base::shownName(drawn.string()) << std::endl;  // now: the next image may take long
    return answer;
}

int run(const DetectPredictOptions& options) {
    const Interrupt interrupt(Interrupt::Stop::AtOnce);
    const at::Device device(model::resolveDevice(options.device));
    auto loaded = training::loadDetector(options.source, options.latest);
    training::placeDetector(loaded.detector, device);
    const Names names = namesOf(loaded.config);
    const fs::path folder = options.out;
    std::error_code error;
    fs::create_directories(folder, error);
    if (!fs::is_directory(folder, error))
        throw training::DataError(options.out + " cannot be created: " + error.message() + ". Choose another folder.");
    const training::DetectorInput input(loaded.config.data, device);
    std::vector<fs::path> taken;
    auto results = Json::array(), answer = Json::array();
    bool failed = false;
    for (std::size_t i = 0; i < options.images.size(); ++i) {
        const fs::path image = options.images[i];
        try {
            const auto read = training::loadForDetector(image, loaded.config);
            auto found =
                training::detectIn(loaded.detector, input, read.image, read.height, read.width, loaded.config, device);
            const std::string file = image.filename().string();
            for (const auto& detection : found)
                results.push_back(entry(detection, names, names.imageId(file, i), file));
            std::erase_if(found, [&](const auto& detection) { return detection.score < options.score; });
            const fs::path drawn = outputFor(image, folder, taken);
            training::drawDetections(image, found, names.names, drawn);
            answer.push_back(report(image, drawn, found, names, options.json));
        } catch (const training::ImageError& problem) {
            std::cerr << "isonet: " << base::shownText(problem.what()) << '\n';
            answer.push_back({{"image", image.string()}, {"error", problem.what()}});
            failed = true;
        }
    }
    const fs::path file = folder / "results.json";
    base::replaceFile(file, base::jsonText(results, 1) + "\n");
    if (options.json)
        std::cout << base::jsonText(Json{{"source", options.source}, {"results", file.string()}, {"images", answer}})
                  << '\n';
    else
        std::cout << "all detections in COCO's results format: " << base::shownName(file.string()) << '\n';
    return failed ? Storage : Done;
}

}  // namespace

void addDetectPredict(Verb detect) {
    auto options = std::make_shared<DetectPredictOptions>();
    Verb verb = detect.verb("predict", "Detect objects in image files: draws them and writes results.json");
    addCheckpointSource(verb, "RUN", options->source, options->latest);
    verb.option("IMAGE", options->images, "Image files").required();
    verb.option("--out", options->out, "Output folder for images and results.json; created if missing").required();
    verb.option("--score", options->score, "Score threshold for drawing; results.json has all detections")
        .within(0.0, 1.0);
    verb.option("--device", options->device, "auto, cpu, cuda or cuda:N");
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.runs([options] { return run(*options); });
}

}  // namespace isonet::cli
