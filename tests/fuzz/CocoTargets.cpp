// COCO: annotations with boxes and masks, results of detectors.
#include "tests/fuzz/Target.h"
#include "tests/training/CocoFolder.h"
#include "training/data/coco/Results.h"

namespace isonet::fuzz {
namespace {

// The folder with the annotations that the results belong to, made once per process.
std::filesystem::path annotationFile() {
    static const std::filesystem::path folder = [] {
        const auto made = scratchPath();
        test::writeCocoFolder(made, 4);
        return made;
    }();
    return folder / "annotations" / "all.json";
}

std::vector<Bytes> annotations() {
    return {contentOf(annotationFile()),
            bytesOf("{\"images\": [{\"id\": 7, \"file_name\": \"a.jpg\", \"width\": 20, \"height\": 10}], "
                    "\"categories\": [{\"id\": 3, \"name\": \"cat\"}], \"annotations\": [{\"id\": 0, \"image_id\": 7, "
                    "\"category_id\": 3, \"bbox\": [1.5, 2, 8, 6], \"area\": 48, \"iscrowd\": 0, \"segmentation\": "
                    "[[1, 2, 9, 2, 9, 8, 1, 8]]}, {\"id\": 2, \"image_id\": 7, \"category_id\": 3, \"bbox\": [0, 0, "
                    "20, 10], \"area\": 100, \"iscrowd\": 1, \"segmentation\": {\"size\": [10, 20], \"counts\": [50, "
                    "100, 50]}}]}")};
}

void readGroundTruth(const std::filesystem::path& file) {
    const auto truth = coco::readAnnotations(file);
    for (const auto& object : truth.objects)
        coco::boundingBox(truth.mask(object));
}

std::vector<Bytes> results() {
    const auto truth = coco::readAnnotations(annotationFile());
    std::vector<coco::Detection> found;
    for (const auto& object : truth.objects) {
        coco::Detection detection;
        detection.image = object.image;
        detection.category = object.category;
        detection.score = 0.5;
        detection.box = object.box;
        detection.mask = truth.mask(object);
        found.push_back(detection);
    }
    const auto file = scratchPath(".json");
    coco::writeResults(found, truth, file);
    return {contentOf(file)};
}

void readDetections(const std::filesystem::path& file) {
    static const coco::Annotations truth = coco::readAnnotations(annotationFile());
    coco::readResults(file, truth);
}

}  // namespace

std::vector<Target> cocoTargets() {
    Target truth{"coco-annotations", annotations, readGroundTruth};
    truth.words = {"\"counts\":\"", "\"counts\":[",  "\"size\":[", "null", "\"segmentation\":[[",
                   "\"bbox\":[",    "\"iscrowd\":1", "\\u0000",    "}",    "]"};
    Target detections{"coco-results", results, readDetections};
    detections.words = truth.words;
    return {truth, detections};
}

}  // namespace isonet::fuzz
