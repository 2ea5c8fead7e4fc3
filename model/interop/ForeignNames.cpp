#include "model/interop/ForeignNames.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace isonet::interop {

namespace {

using NameWords = std::vector<std::string_view>;

NameWords nameWords(std::string_view name) {
    NameWords words;
    while (!name.empty()) {
        const auto end = std::min(name.find('.'), name.size());
        words.push_back(name.substr(0, end));
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return words;
}

// The number at the end of "layer2" after "layer", from 0 to 9999; -1 if there is none.
int numberAfter(std::string_view word, std::string_view start) {
    if (!word.starts_with(start))
        return -1;
    word.remove_prefix(start.size());
    int number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc{} && end == word.data() + word.size() && number >= 0 && number < 10000 ? number : -1;
}

bool isParameter(std::string_view word) {
    return word == "weight" || word == "bias" || word == "running_mean" || word == "running_var" ||
           word == "num_batches_tracked";
}

std::string blockName(int stage, int block) {
    return "s" + std::to_string(stage) + ".b" + std::to_string(block);
}

std::string branchName(int stage, int block, int convolution, bool norm) {
    return blockName(stage, block) + ".f." + static_cast<char>('a' + convolution) + (norm ? "_bn" : "");
}

// torchvision, timm; "" for other names.
std::string fromTorchvision(const NameWords& words) {
    if (words.size() == 1) {
        if (words[0] == "conv1")
            return "stem.conv";
        if (words[0] == "bn1")
            return "stem.bn";
        return words[0] == "fc" || words[0] == "linear" ? "head.fc" : "";
    }
    const int stage = numberAfter(words[0], "layer");
    const int block = numberAfter(words[1], "");
    if (stage < 1 || block < 0)
        return "";
    if (words.size() == 3) {
        const int convolution = numberAfter(words[2], "conv"), norm = numberAfter(words[2], "bn");
        const int index = convolution > 0 ? convolution : norm;
        return index >= 1 && index <= 3 ? branchName(stage, block + 1, index - 1, convolution < 0) : "";
    }
    if (words.size() == 4 && (words[2] == "downsample" || words[2] == "shortcut")) {
        if (words[3] == "0")
            return blockName(stage, block + 1) + ".proj";
        return words[3] == "1" ? blockName(stage, block + 1) + ".bn" : "";
    }
    return "";
}

// Hugging Face's ResNetForImageClassification; "" for other names.
std::string fromHuggingFace(NameWords words) {
    if (!words.empty() && words[0] == "resnet")
        words.erase(words.begin());
    const auto part = [&](std::size_t i) { return i < words.size() ? words[i] : std::string_view(); };
    const bool norm = !words.empty() && words.back() == "normalization";
    if (words.empty() || (!norm && words.back() != "convolution" && part(0) != "classifier"))
        return "";
    if (part(0) == "classifier" && part(1) == "1" && words.size() == 2)
        return "head.fc";
    if (part(0) == "embedder" && part(1) == "embedder" && words.size() == 3)
        return norm ? "stem.bn" : "stem.conv";
    if (part(0) != "encoder" || part(1) != "stages" || part(3) != "layers")
        return "";
    const int stage = numberAfter(part(2), ""), block = numberAfter(part(4), "");
    if (stage < 0 || block < 0)
        return "";
    if (part(5) == "shortcut" && words.size() == 7)
        return blockName(stage + 1, block + 1) + (norm ? ".bn" : ".proj");
    const int convolution = numberAfter(part(6), "");
    if (part(5) == "layer" && words.size() == 8 && convolution >= 0 && convolution <= 2)
        return branchName(stage + 1, block + 1, convolution, norm);
    return "";
}

}  // namespace

std::optional<PublishedName> publishedName(const std::string& name) {
    NameWords words = nameWords(name);
    if (words.empty())
        return std::nullopt;
    std::string tail;
    if (isParameter(words.back())) {
        tail = "." + std::string(words.back());
        words.pop_back();
    }
    if (words.empty())
        return std::nullopt;
    if (words[0] == "stem" || words[0] == "head" ||
        (words.size() > 1 && numberAfter(words[0], "s") > 0 && numberAfter(words[1], "b") > 0))
        return PublishedName{name, ""};
    if (std::string published = fromTorchvision(words); !published.empty())
        return PublishedName{published + tail, "torchvision"};
    if (std::string published = fromHuggingFace(words); !published.empty())
        return PublishedName{published + tail, "Hugging Face"};
    return std::nullopt;
}

}  // namespace isonet::interop
