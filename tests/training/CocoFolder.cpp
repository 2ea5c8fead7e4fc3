#include "CocoFolder.h"

#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

namespace isonet::test {

namespace fs = std::filesystem;

namespace {
std::string fileOf(int image) {
    return std::to_string(image) + (image == 5 ? ".jpg" : ".png");
}
}  // namespace

void writeCocoFolder(const fs::path& folder, int count) {
    fs::create_directories(folder / "annotations");
    fs::create_directories(folder / "images");
    std::string images, objects;
    int id = 0;
    const auto add = [&](int image, int category, const std::string& box, const std::string& outline, int area,
                         int crowd) {
        objects += (objects.empty() ? "" : ",\n") + std::string("{\"id\": ") + std::to_string(++id) +
                   ", \"image_id\": " + std::to_string(image) + ", \"category_id\": " + std::to_string(category) +
                   ", \"iscrowd\": " + std::to_string(crowd) + ", \"area\": " + std::to_string(area) +
                   ", \"bbox\": " + box + ", \"segmentation\": " + outline + "}";
    };
    for (int i = 1; i <= count; ++i) {
        const bool high = i % 3 == 0;
        const int width = high ? 64 : 96, height = high ? 96 : 64;
        images += (images.empty() ? "" : ",\n") + std::string("{\"id\": ") + std::to_string(i) +
                  ", \"width\": " + std::to_string(width) + ", \"height\": " + std::to_string(height) +
                  ", \"file_name\": \"" + fileOf(i) + "\"}";
        cv::Mat canvas(height, width, CV_8UC3, cv::Scalar(100, 100, 100));
        if (i < count) {
            const int x = 4 + i % 5 * 3, y = 6 + i % 4 * 2, w = 28, h = 24;
            cv::rectangle(canvas, cv::Rect(x, y, w, h), cv::Scalar(250, 240, 230), cv::FILLED);
            const auto text = [](int value) { return std::to_string(value); };
            add(i, 4, "[" + text(x) + "," + text(y) + "," + text(w) + "," + text(h) + "]",
                "[[" + text(x) + "," + text(y) + "," + text(x + w) + "," + text(y) + "," + text(x + w) + "," +
                    text(y + h) + "," + text(x) + "," + text(y + h) + "]]",
                w * h, 0);
            if (i % 2 == 0) {
                cv::fillConvexPoly(canvas, std::vector<cv::Point>{{30, 40}, {60, 40}, {30, 62}}, cv::Scalar(5, 5, 90));
                add(i, 9, "[30, 40, 30, 22]", "[[30, 40, 60, 40, 30, 62]]", 330, 0);
            }
            if (i == 3)
                add(
                    i, 4, "[0, 80, 64, 10]",
                    "{\"size\": [96, 64], \"counts\": [80, 10" +
                        [] {
                            std::string rest;
                            for (int column = 1; column < 64; ++column)
                                rest += ", 86, 10";
                            return rest + ", 6]}";
                        }(),
                    640, 1);
        }
        cv::imwrite((folder / "images" / fileOf(i)).string(), canvas);
    }
    std::ofstream(folder / "annotations" / "all.json")
        << "{\"images\": [" << images << "],\n\"annotations\": [" << objects
        << "],\n\"categories\": [{\"id\": 9, \"name\": \"wedge\"}, {\"id\": 4, \"name\": \"box\"}]}\n";
}

config::RunConfig detectionConfig(const fs::path& folder) {
    config::RunConfig c;
    c.model.depth = 8;
    c.model.classes = 2;
    c.model.shortcut = true;
    c.model.multiplier = spec::ResidualMultiplier::Scalar;
    c.data.dataset = "coco";
    c.data.root = folder.string();
    c.optimizer.learningRate = 0.01;
    c.telemetry.scalarSteps = 1;
    c.telemetry.spectrumSteps = 0;
    c.run.device = "cpu";
    c.run.epochs = 2;
    c.run.batchSize = 2;
    auto& d = c.detection;
    d.trainAnnotations = d.validationAnnotations = "annotations/all.json";
    d.trainImages = d.validationImages = "images";
    d.shortSide = 64;
    d.longSide = 96;
    d.detector.frozenStages = 1;
    d.detector.dilated = false;
    d.detector.anchorSizes = {16, 32};
    d.detector.proposalChannels = 16;
    d.detector.proposalsBeforeTrain = d.detector.proposalsBeforeTest = 100;
    d.detector.proposalsAfterTrain = d.detector.proposalsAfterTest = 30;
    d.detector.regionSamples = 16;
    d.detector.hiddenFeatures = 16;
    d.detector.maskChannels = 8;
    return c;
}

}  // namespace isonet::test
