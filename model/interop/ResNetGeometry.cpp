#include "model/interop/ResNetGeometry.h"

#include <charconv>
#include <unordered_set>

#include "model/interop/ForeignNames.h"

namespace isonet::interop {

namespace {

// "s2.b1.f.a", "s2.b1.proj": the stage, the block and the rest.
struct BlockPlace {
    int stage = 0, block = 0;
    std::string blockName, layer;
};

std::optional<BlockPlace> placeOf(const std::string& name) {
    const auto first = name.find('.'), second = name.find('.', first + 1);
    if (first == std::string::npos || second == std::string::npos)
        return std::nullopt;
    BlockPlace place{0, 0, name.substr(0, second), name.substr(second + 1)};
    const auto read = [&](std::size_t from, std::size_t to, int& into) {
        const auto [end, error] = std::from_chars(name.data() + from + 1, name.data() + to, into);
        return error == std::errc{} && end == name.data() + to && into >= 1;
    };
    if (name[0] != 's' || name[first + 1] != 'b' || !read(0, first, place.stage) ||
        !read(first + 1, second, place.block))
        return std::nullopt;
    return place;
}

// Of timm's stems of several convolutions: "conv1.0", "conv1.3", "conv1.6".
bool isDeepStem(const std::string& name) {
    return name == "conv1.0" || name == "conv1.3" || name == "conv1.6";
}

// The published name; of a shortcut after a pooling (timm's d variants: "layer2.0.downsample.1") as the shortcut's.
struct Recognized {
    std::string name;
    bool pooled = false;
};

std::optional<Recognized> recognized(const std::string& name, std::int64_t dimensions) {
    auto published = publishedName(name);
    if (!published)
        return std::nullopt;
    Recognized result{published->name, false};
    if (dimensions == 4 && result.name.ends_with(".bn")) {
        const std::string block = result.name.substr(0, result.name.size() - 3);
        result = {block + ".proj", true};
    }
    return result;
}

}  // namespace

std::optional<std::unordered_map<std::string, LayerGeometry>> resNetGeometry(const StateDict& convolutions) {
    constexpr int largeImage = 224, smallImage = 32;
    std::unordered_map<std::string, Recognized> names;
    std::unordered_set<std::string> bottlenecks;
    bool deep = false;
    std::int64_t stemKernel = 0;
    int blocks = 0;
    for (const auto& [name, kernel] : convolutions) {
        if (isDeepStem(name)) {
            deep = true;
            continue;
        }
        const auto known = recognized(name, kernel.dim());
        if (!known)
            return std::nullopt;
        if (known->name == "stem.conv")
            stemKernel = kernel.size(2);
        else if (const auto place = placeOf(known->name)) {
            ++blocks;
            if (place->layer == "f.c")
                bottlenecks.insert(place->blockName);
        } else {
            return std::nullopt;
        }
        names[name] = *known;
    }
    if (blocks == 0 || (!deep && stemKernel == 0))
        return std::nullopt;
    constexpr std::int64_t largeKernel = 7;
    const bool large = deep || stemKernel >= largeKernel;
    const int image = large ? largeImage : smallImage, first = large ? largeImage / 4 : smallImage;
    std::unordered_map<std::string, LayerGeometry> result;
    for (const auto& [name, kernel] : convolutions) {
        if (isDeepStem(name)) {
            result[name] = name == "conv1.0" ? LayerGeometry{2, image} : LayerGeometry{1, image / 2};
            continue;
        }
        const Recognized& known = names[name];
        const auto place = placeOf(known.name);
        if (!place) {
            result[name] = {large ? 2 : 1, image};
            continue;
        }
        // Pixels before and after the stage's first block: 56 56, 56 28, 28 14, ...
        int before = first, after = first;
        for (int stage = 2; stage <= place->stage; ++stage) {
            before = after;
            after = (after + 1) / 2;
        }
        const bool halves = place->block == 1 && place->stage > 1;
        const std::string strided = bottlenecks.contains(place->blockName) ? "f.b" : "f.a";
        LayerGeometry geometry{1, after};
        if (halves && known.pooled)
            geometry = {1, after};
        else if (halves && (place->layer == strided || place->layer == "proj"))
            geometry = {2, before};
        else if (halves && place->layer < strided)
            geometry = {1, before};
        result[name] = geometry;
    }
    return result;
}

}  // namespace isonet::interop
