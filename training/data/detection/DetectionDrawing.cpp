#include "training/data/detection/DetectionDrawing.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "model/base/NumberText.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageWriter.h"
#include "training/data/images/Upright.h"

namespace isonet::training {
namespace {

constexpr double maskOpacity = 0.45;

// Well separated colors: steps of the golden ratio around the hue circle.
cv::Scalar colorOf(std::size_t category) {
    constexpr double goldenRatio = 0.618033988749895, hues = 180;
    const double turns = 0.07 + static_cast<double>(category) * goldenRatio;
    const auto hue = static_cast<std::uint8_t>((turns - std::floor(turns)) * hues);
    const cv::Mat hsv(1, 1, CV_8UC3, cv::Scalar(hue, 190, 245));
    cv::Mat bgr;
    cv::cvtColor(hsv, bgr, cv::COLOR_HSV2BGR);
    const auto pixel = bgr.at<cv::Vec3b>(0, 0);
    return {static_cast<double>(pixel[0]), static_cast<double>(pixel[1]), static_cast<double>(pixel[2])};
}

void overlay(cv::Mat& canvas, const coco::RunLength& mask, const cv::Scalar& color) {
    cv::Mat pixels(mask.height, mask.width, CV_8UC1);
    coco::decode(mask, pixels.data);
    cv::Mat tinted;
    cv::addWeighted(canvas, 1 - maskOpacity, cv::Mat(canvas.size(), canvas.type(), color), maskOpacity, 0, tinted);
    tinted.copyTo(canvas, pixels);
    std::vector<std::vector<cv::Point>> outlines;
    cv::findContours(pixels, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
    cv::drawContours(canvas, outlines, -1, color, 1, cv::LINE_AA);
}

void label(cv::Mat& canvas, const cv::Rect& box, const std::string& text, const cv::Scalar& color) {
    constexpr int font = cv::FONT_HERSHEY_SIMPLEX;
    const double scale = std::max(0.35, std::min(canvas.rows, canvas.cols) / 1000.0);
    int below = 0;
    const cv::Size size = cv::getTextSize(text, font, scale, 1, &below);
    const int x = std::clamp(box.x, 0, std::max(0, canvas.cols - size.width));
    const int y = box.y - below - 2 >= size.height ? box.y - below - 2 : box.y + size.height + 2;
    cv::rectangle(canvas, cv::Rect(x, y - size.height - 1, size.width, size.height + below + 2), color, cv::FILLED);
    cv::putText(canvas, text, {x, y}, font, scale, cv::Scalar(0, 0, 0), 1, cv::LINE_AA);
}

cv::Mat imageOf(const std::filesystem::path& file) {
    std::vector<std::uint8_t> bytes;
    readImageFile(file, bytes);
    const ImageHeader header = readImageHeader(bytes);
    const PixelBox whole{0, 0, header.width, header.height};
    std::vector<std::uint8_t> turned;
    const PixelView pixels =
        upright(decodeImage(bytes, header, whole, false, 1, file.string()).pixels, header.orientation, turned);
    return cv::Mat(pixels.height, pixels.width, CV_8UC3, const_cast<std::uint8_t*>(pixels.data),
                   static_cast<std::size_t>(pixels.stride))
        .clone();
}

}  // namespace

void drawDetections(const std::filesystem::path& image, const std::vector<coco::Detection>& detections,
                    const std::vector<std::string>& names, const std::filesystem::path& out) {
    cv::Mat canvas = imageOf(image);
    std::vector<const coco::Detection*> order;
    for (const auto& detection : detections)
        order.push_back(&detection);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->score < b->score; });
    for (const auto* detection : order)
        if (detection->mask && detection->mask->height == canvas.rows && detection->mask->width == canvas.cols)
            overlay(canvas, *detection->mask, colorOf(detection->category));
    for (const auto* detection : order) {
        const coco::Box box = detection->box.value_or(coco::Box{});
        const cv::Rect place(static_cast<int>(std::lround(box.x)), static_cast<int>(std::lround(box.y)),
                             std::max(1, static_cast<int>(std::lround(box.width))),
                             std::max(1, static_cast<int>(std::lround(box.height))));
        const cv::Scalar color = colorOf(detection->category);
        cv::rectangle(canvas, place, color, 2);
        const std::string score = " " + base::fixed(detection->score, 2);
        const std::string name =
            detection->category < names.size() ? names[detection->category] : std::to_string(detection->category);
        label(canvas, place, name + score, color);
    }
    writeImageFile(out, {canvas.data, static_cast<std::ptrdiff_t>(canvas.step[0]), canvas.cols, canvas.rows, 3});
}

}  // namespace isonet::training
