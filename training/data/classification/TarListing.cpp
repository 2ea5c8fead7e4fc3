#include "training/data/classification/TarListing.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>

#include "model/base/DataError.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/TarReader.h"

namespace isonet::training {
namespace {

constexpr std::uint64_t largestNumberFile = 4096;
constexpr std::uint64_t largestJsonFile = std::uint64_t{16} << 20;
constexpr int largestLabel = 999'999;

std::string lowerEnding(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

// Files that systems add: .DS_Store, ._x.jpg, __MACOSX.
bool isSystemFileInTar(std::string_view name) {
    return name.starts_with('.') || name.find("/.") != name.npos || name.starts_with("__MACOSX/") ||
           name.find("/__MACOSX/") != name.npos;
}

// For messages: at most 40 characters, without control characters.
std::string shownValue(std::string_view text) {
    std::string shown = "\"";
    for (const char c : text.substr(0, 40))
        shown += static_cast<unsigned char>(c) < ' ' ? '?' : c;
    return shown + (text.size() > 40 ? "...\"" : "\"");
}

class TarLister {
public:
    TarLister(const InputFile& file, const std::string& labelKey) : file_(file), labelKey_(labelKey) {}

    TarListing list() {
        readTar(file_, 0, file_.size(), file_.name(), [this](const TarMember& member) { addMember(member, "", true); });
        listing_.labeled = std::any_of(samples_.begin(), samples_.end(), [](const auto& sample) {
            return sample.second.images > 0 && sample.second.described();
        });
        if (listing_.labeled)
            checkLabels();
        for (const Image& image : images_)
            addImage(image);
        if (!listing_.labeled)
            ignoreSideFiles();
        return std::move(listing_);
    }

private:
    struct Bytes {
        std::uint64_t offset = 0, size = 0;  // size 0: no such file
    };
    struct Sample {
        int images = 0;
        Bytes number, json;  // KEY.cls, KEY.json
        int label = -1;
        bool described() const { return number.size > 0 || json.size > 0; }
    };
    struct Image {
        std::string name, key;
        Bytes bytes;
        bool plain;  // KEY.jpg, not KEY.mask.jpg
    };

    void addMember(const TarMember& member, const std::string& prefix, bool outer) {
        const std::string name = prefix + member.name;
        if (isSystemFileInTar(member.name))
            return;
        const std::size_t folder = name.rfind('/') + 1;  // npos + 1 is 0
        const std::size_t dot = std::min(name.find('.', folder), name.size());
        const std::string ending = dot < name.size() ? lowerEnding(std::string_view(name).substr(dot + 1)) : "";
        const std::string key = name.substr(0, dot);
        const Bytes bytes{member.offset, member.size};
        if (isImageName(std::string_view(name).substr(folder))) {
            const bool plain = ending.find('.') == ending.npos;
            if (plain)
                samples_[key].images++;
            images_.push_back({name, key, bytes, plain});
        } else if (ending == "cls" || ending == "json") {
            if (member.size == 0)
                throw DataError(file_.name() + ": " + name + " is empty.");
            (ending == "cls" ? samples_[key].number : samples_[key].json) = bytes;
        } else if (outer && ending == "tar") {
            readTar(file_, member.offset, member.size, file_.name() + ": " + name,
                    [&](const TarMember& inner) { addMember(inner, name + "/", false); });
        } else {
            ignore(name);
        }
    }

    void ignore(const std::string& name) {
        if (listing_.ignored++ == 0)
            listing_.firstIgnored = name;
    }

    void ignoreSideFiles() {
        std::string first;
        std::int64_t count = 0;
        for (const auto& [key, sample] : samples_)
            for (const auto& [bytes, ending] : {std::pair{sample.number, ".cls"}, std::pair{sample.json, ".json"}})
                if (bytes.size > 0 && (count++ == 0 || key + ending < first))
                    first = key + ending;
        if (listing_.ignored == 0)
            listing_.firstIgnored = first;
        listing_.ignored += count;
    }

    void addImage(const Image& image) {
        if (listing_.labeled && !image.plain)
            return ignore(image.name);
        listing_.files.add(image.name, listing_.labeled ? samples_.at(image.key).label : -1);
        listing_.offsets.push_back(image.bytes.offset);
        listing_.sizes.push_back(image.bytes.size);
    }

    void checkLabels() {
        for (const Image& image : images_) {
            if (!image.plain)
                continue;
            Sample& sample = samples_.at(image.key);
            if (!sample.described())
                throw DataError(file_.name() + ": " + image.name + " has no label: neither " + image.key + ".cls nor " +
                                image.key + ".json is there. Add one or remove the image.");
            if (sample.images > 1)
                throw DataError(file_.name() + ": " + image.key + " has " + std::to_string(sample.images) +
                                " images; accepted: one. Keep one image per key.");
            sample.label = sample.number.size > 0 ? numberIn(image.key, sample.number) : jsonIn(image.key, sample.json);
        }
        for (const auto& [key, sample] : samples_)
            if (sample.images == 0)
                throw DataError(file_.name() + ": " + key + (sample.number.size > 0 ? ".cls" : ".json") +
                                " has no image beside it (" + imageEndings() + "). Add it or remove the label.");
    }

    std::string contentOf(const Bytes& bytes, const std::string& name, std::uint64_t most) const {
        if (bytes.size > most)
            throw DataError(file_.name() + ": " + name + " has " + std::to_string(bytes.size) +
                            " bytes, too many for a label; accepted: at most " + std::to_string(most) + ".");
        std::string text(static_cast<std::size_t>(bytes.size), '\0');
        file_.read(bytes.offset, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
        return text;
    }

    int numberIn(const std::string& key, const Bytes& bytes) const {
        const std::string name = key + ".cls";
        return labelOf(contentOf(bytes, name, largestNumberFile), name + " is ");
    }

    int jsonIn(const std::string& key, const Bytes& bytes) const {
        const std::string name = key + ".json";
        const auto json = nlohmann::json::parse(contentOf(bytes, name, largestJsonFile), nullptr, false);
        if (json.is_discarded() || !json.is_object())
            throw DataError(file_.name() + ": " + name + " is not a JSON object.");
        const auto value = json.find(labelKey_);
        if (value == json.end())
            throw DataError(file_.name() + ": " + name + " has no key " + shownValue(labelKey_) +
                            ". Set data.label_key to the key of the label; there are: " + keysOf(json) + ".");
        const std::string text = value->is_string()
                                     ? value->get<std::string>()
                                     : value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        return labelOf(text, name + ": " + labelKey_ + " is ");
    }

    static std::string keysOf(const nlohmann::json& json) {
        std::string keys;
        for (const auto& item : json.items())
            if (keys.size() < 200)
                keys += (keys.empty() ? "" : ", ") + item.key();
        return keys.empty() ? "none" : keys;
    }

    int labelOf(const std::string& text, const std::string& what) const {
        constexpr const char* space = " \t\r\n";
        const std::size_t begin = std::min(text.find_first_not_of(space), text.size());
        const std::string_view digits(text.data() + begin, text.find_last_not_of(space) + 1 - begin);
        int label = -1;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), label);
        if (error != std::errc() || end != digits.data() + digits.size() || label < 0 || label > largestLabel)
            throw DataError(file_.name() + ": " + what + shownValue(digits) + "; accepted: a whole number from 0 to " +
                            std::to_string(largestLabel) + ".");
        return label;
    }

    const InputFile& file_;
    const std::string& labelKey_;
    TarListing listing_;
    std::vector<Image> images_;
    std::unordered_map<std::string, Sample> samples_;
};

}  // namespace

TarListing listTar(const InputFile& file, const std::string& labelKey) {
    return TarLister(file, labelKey).list();
}

}  // namespace isonet::training
