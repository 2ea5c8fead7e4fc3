// isonet detect predict: what a trained detector finds in image files, drawn and as JSON.
#include <c10/core/Device.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/DetectCommand.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Table.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/AtomicFile.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/DetectionDrawing.h"
#include "training/data/ImageDecoder.h"
#include "training/engine/DetectionResults.h"
#include "training/engine/DetectionWeights.h"

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

// The run's categories and the ids of its validation images, from its annotations where they can be read.
struct Names {
    std::vector<coco::Category> categories;
    std::vector<std::string> names;
    coco::Annotations annotations;

    // `number`: of the image in the call. An image that the annotations do not know gets an id that they do not have.
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
        std::cerr << "isonet: the categories' names are not known: " << error.what() << '\n';
    }
    for (int i = static_cast<int>(names.categories.size()); i < config.model.classes; ++i)
        names.categories.push_back({i + 1, "category " + std::to_string(i + 1)});
    for (const auto& category : names.categories)
        names.names.push_back(category.name);
    return names;
}

// Two images of one name in different folders must not meet.
fs::path pictureFor(const fs::path& image, const fs::path& folder, std::vector<fs::path>& taken) {
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

// The answer of one image, printed unless it is to be JSON.
Json tell(const fs::path& image, const fs::path& picture, const std::vector<coco::Detection>& found, const Names& names,
          bool json) {
    Json answer{{"image", image.string()}, {"drawn", picture.string()}, {"detections", Json::array()}};
    for (const auto& detection : found)
        answer["detections"].push_back(
            {{"category", names.names.at(detection.category)},
             {"score", detection.score},
             {"bbox", {detection.box->x, detection.box->y, detection.box->width, detection.box->height}}});
    if (json)
        return answer;
    std::cout << image.string() << ": " << found.size() << (found.size() == 1 ? " object" : " objects");
    for (const auto& detection : found)
        std::cout << (&detection == &found.front() ? ": " : ", ") << names.names.at(detection.category) << ' '
                  << fixed(detection.score, 2);
    std::cout << " -> " << picture.string() << '\n';
    return answer;
}

int run(const DetectPredictOptions& options) {
    Interrupt interrupt;
    const at::Device device(model::resolveDevice(options.device));
    auto loaded = training::loadDetector(options.source, options.latest);
    training::placeDetector(loaded.detector, device);
    const Names names = namesOf(loaded.config);
    const fs::path folder = options.out;
    std::error_code error;
    fs::create_directories(folder, error);
    if (!fs::is_directory(folder, error))
        throw training::DataError(options.out + " cannot be made: " + error.message() + ". Name another folder.");
    std::vector<fs::path> taken;
    auto results = Json::array(), answer = Json::array();
    bool failed = false;
    for (std::size_t i = 0; i < options.images.size() && !interrupt.token().stop_requested(); ++i) {
        const fs::path image = options.images[i];
        try {
            const auto seen = training::loadForDetector(image, loaded.config);
            auto found =
                training::detectIn(loaded.detector, seen.image, seen.height, seen.width, loaded.config, device);
            const std::string file = image.filename().string();
            for (const auto& detection : found)
                results.push_back(entry(detection, names, names.imageId(file, i), file));
            std::erase_if(found, [&](const auto& detection) { return detection.score < options.score; });
            const fs::path picture = pictureFor(image, folder, taken);
            training::drawDetections(image, found, names.names, picture);
            answer.push_back(tell(image, picture, found, names, options.json));
        } catch (const training::ImageError& problem) {
            std::cerr << "isonet: " << problem.what() << '\n';
            answer.push_back({{"image", image.string()}, {"error", problem.what()}});
            failed = true;
        }
    }
    const fs::path file = folder / "results.json";
    config::replaceFile(file, results.dump(1) + "\n");
    if (options.json)
        std::cout << Json{{"source", options.source}, {"results", file.string()}, {"images", answer}}.dump(2) << '\n';
    else
        std::cout << "all detections, in COCO's results format: " << file.string() << '\n';
    return interrupt.token().stop_requested() ? Interrupted : failed ? Storage : Done;
}

}  // namespace

void addDetectPredict(Verb detect) {
    auto options = std::make_shared<DetectPredictOptions>();
    Verb verb = detect.verb("predict", "Find objects in image files: drawn pictures and a results JSON");
    verb.option("RUN", options->source, "Run folder (its best checkpoint) or checkpoint file").required();
    verb.option("IMAGE", options->images, "Image files").required();
    verb.option("--out", options->out, "Folder for the pictures and results.json; made where it is absent").required();
    verb.option("--score", options->score, "Draw what is at least as sure; results.json has all").within(0.0, 1.0);
    verb.option("--device", options->device, "auto, cpu, cuda or cuda:N");
    verb.flag("--latest", options->latest, "The run's latest checkpoint instead of its best");
    verb.flag("--json", options->json, "Answer with JSON on stdout");
    verb.runs([options] { return run(*options); });
}

}  // namespace isonet::cli
