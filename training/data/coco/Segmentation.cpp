#include "training/data/coco/Segmentation.h"

#include <cmath>
#include <stdexcept>

#include "training/data/coco/RunLengthText.h"

namespace isonet::coco {
namespace {

[[noreturn]] void reject(const std::string& what) {
    throw std::invalid_argument(what);
}

double number(const Json& json, const char* what) {
    if (!json.is_number())
        reject(std::string("its ") + what + " contains " + json.dump().substr(0, 40) + "; expected a number");
    return json.get<double>();
}

Polygon polygonOf(const Json& json) {
    if (!json.is_array())
        reject("its segmentation contains " + json.dump().substr(0, 40) + "; expected a list of numbers");
    Polygon polygon;
    for (const auto& value : json)
        polygon.push_back(number(value, "polygon"));
    if (polygon.size() == 4)  // a box, accepted by the tools too
        return boxPolygon({polygon[0], polygon[1], polygon[2], polygon[3]});
    polygonMask(polygon, 1, 1);  // throws if invalid
    return polygon;
}

// A whole number, also written as 7.0; -1: anything else.
std::int64_t wholeOf(const Json& json) {
    constexpr std::int64_t most = UINT32_MAX;
    if (json.is_number_unsigned())
        return json.get<std::uint64_t>() <= std::uint64_t{most} ? json.get<std::int64_t>() : -1;
    if (!json.is_number_float())
        return -1;
    const double value = json.get<double>();
    return value >= 0 && value <= double{most} && value == std::floor(value) ? static_cast<std::int64_t>(value) : -1;
}

// Python's str() of bytes, b'...' with doubled backslashes, as written by json.dump(..., default=str).
std::string withoutBytesQuotes(const std::string& text) {
    const char quote = text.size() < 3 || text[0] != 'b' ? '\0' : text[1];
    if ((quote != '\'' && quote != '"') || text.back() != quote)
        return text;
    std::string plain;
    for (std::size_t i = 2; i + 1 < text.size(); ++i) {
        plain += text[i];
        if (text[i] == '\\' && text[i + 1] == '\\')
            ++i;
    }
    return plain;
}

RunLength runsOf(const Json& json) {
    const auto size = json.find("size"), counts = json.find("counts");
    const auto side = [](const Json& value) { return wholeOf(value) >= 0 && wholeOf(value) <= 65535; };
    if (size == json.end() || counts == json.end() || !size->is_array() || size->size() != 2 || !side((*size)[0]) ||
        !side((*size)[1]))
        reject("its segmentation is neither a list of polygons nor {\"size\": [height, width], \"counts\": ...}");
    const auto height = static_cast<int>(wholeOf((*size)[0])), width = static_cast<int>(wholeOf((*size)[1]));
    if (counts->is_string())
        return fromText(withoutBytesQuotes(counts->get_ref<const std::string&>()), height, width);
    if (!counts->is_array())
        reject("its run lengths are neither a string nor a list");
    RunLength mask{height, width, {}};
    for (const auto& count : *counts) {
        const std::int64_t whole = wholeOf(count);
        if (whole < 0)
            reject("its run lengths contain " + count.dump().substr(0, 40) + "; expected non-negative integers");
        mask.counts.push_back(static_cast<std::uint32_t>(whole));
    }
    check(mask);
    return mask;
}

}  // namespace

Segmentation segmentationOf(const Json& json) {
    if (json.is_null() || (json.is_array() && json.empty()))
        return std::monostate{};
    if (json.is_object())
        return runsOf(json);
    if (!json.is_array())
        reject("its segmentation is " + json.dump().substr(0, 40) + "; expected polygons or a run-length mask");
    std::vector<Polygon> polygons;
    for (const auto& polygon : json)
        if (!polygon.is_array() || !polygon.empty())
            polygons.push_back(polygonOf(polygon));
    if (polygons.empty())
        return std::monostate{};
    return polygons;
}

Box boxOf(const Json& json) {
    if (!json.is_array() || json.size() != 4)
        reject("its bbox is " + json.dump().substr(0, 40) + "; expected [x, y, width, height]");
    const Box box{number(json[0], "bbox"), number(json[1], "bbox"), number(json[2], "bbox"), number(json[3], "bbox")};
    for (const double value : {box.x, box.y, box.width, box.height})
        if (!std::isfinite(value))
            reject("its bbox is not finite");
    return box;
}

RunLength maskOf(const Segmentation& segmentation, int height, int width) {
    if (const auto* mask = std::get_if<RunLength>(&segmentation))
        return *mask;
    std::vector<RunLength> masks;
    if (const auto* polygons = std::get_if<std::vector<Polygon>>(&segmentation))
        for (const auto& polygon : *polygons)
            masks.push_back(polygonMask(polygon, height, width));
    if (masks.empty())
        return {height, width, {static_cast<std::uint32_t>(height) * static_cast<std::uint32_t>(width)}};
    return merged(masks);
}

}  // namespace isonet::coco
