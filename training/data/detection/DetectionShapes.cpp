#include "training/data/detection/DetectionShapes.h"

#include <algorithm>
#include <vector>

namespace isonet::training {

std::string untrainableReason(const coco::Object& object, const coco::Image& image) {
    const auto& box = object.box;
    if (!(box.width > 0 && box.height > 0))
        return "its box has no area";
    if (box.x >= image.width || box.y >= image.height || box.x + box.width <= 0 || box.y + box.height <= 0)
        return "its box lies outside the image";
    if (object.crowd)
        return {};
    if (std::holds_alternative<std::monostate>(object.segmentation))
        return "it has no segmentation";
    const auto* runs = std::get_if<coco::RunLength>(&object.segmentation);
    if (runs && (runs->height != image.height || runs->width != image.width))
        return "its mask and the image differ in size";
    return {};
}

std::array<float, 4> ShapeTransform::box(const coco::Box& box) const {
    const double x = static_cast<double>(newWidth) / width, y = static_cast<double>(newHeight) / height;
    const double left = std::clamp(box.x, 0.0, double(width)),
                 right = std::clamp(box.x + box.width, 0.0, double(width));
    const double top = std::clamp(box.y, 0.0, double(height));
    const double bottom = std::clamp(box.y + box.height, 0.0, double(height));
    const double from = mirrored ? width - right : left, to = mirrored ? width - left : right;
    return {static_cast<float>(from * x), static_cast<float>(top * y), static_cast<float>(to * x),
            static_cast<float>(bottom * y)};
}

void ShapeTransform::mask(const coco::Object& object, std::uint8_t* pixels) const {
    if (const auto* polygons = std::get_if<std::vector<coco::Polygon>>(&object.segmentation)) {
        std::vector<coco::Polygon> moved = *polygons;
        for (auto& polygon : moved)
            for (std::size_t i = 0; i < polygon.size(); i += 2) {
                const double x = mirrored ? width - polygon[i] : polygon[i];
                polygon[i] = x * newWidth / width;
                polygon[i + 1] = polygon[i + 1] * newHeight / height;
            }
        coco::decode(coco::maskOf(moved, newHeight, newWidth), pixels);
        return;
    }
    std::vector<std::uint8_t> whole(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
    coco::decode(coco::maskOf(object.segmentation, height, width), whole.data());
    for (int row = 0; row < newHeight; ++row)
        for (int column = 0; column < newWidth; ++column) {
            const auto y = static_cast<int>((row + 0.5) * height / newHeight);
            auto x = static_cast<int>((column + 0.5) * width / newWidth);
            if (mirrored)
                x = width - 1 - x;
            pixels[static_cast<std::ptrdiff_t>(row) * newWidth + column] =
                whole[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
        }
}

}  // namespace isonet::training
