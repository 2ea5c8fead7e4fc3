#include "training/data/coco/Annotations.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <unordered_map>

#include "model/base/DataError.h"
#include "training/data/coco/JsonId.h"

namespace isonet::coco {
namespace {

using training::DataError;

constexpr std::size_t mostProblems = 100;

template <typename Items>
std::int64_t positionOf(const Items& items, std::int64_t id) {
    const auto found = std::lower_bound(items.begin(), items.end(), id,
                                        [](const auto& item, std::int64_t wanted) { return item.id < wanted; });
    return found != items.end() && found->id == id ? found - items.begin() : -1;
}

// An annotation whose image and category are resolved at the end of the file, because the lists may be in any order.
struct Unresolved {
    Object object;
    std::int64_t image, category;
    std::optional<double> area;
    bool hasBox;
    std::string problem;
};

class AnnotationReader {
public:
    explicit AnnotationReader(const std::filesystem::path& file) { all_.file = file; }

    Annotations read() {
        readElements(all_.file, [this](const std::string& list, std::size_t index, const Json& element) {
            const std::string place = list + "[" + std::to_string(index) + "]";
            if (list == "images")
                addImage(element, place);
            else if (list == "categories")
                addCategory(element, place);
            else if (list == "annotations")
                addObject(element, place);
        });
        if (all_.images.empty() || all_.categories.empty())
            fail(std::string("has no ") + (all_.images.empty() ? "images" : "categories") +
                 ". Expected COCO's format: {\"images\": [...], \"categories\": [...], \"annotations\": [...]}");
        order(all_.images, "images");
        order(all_.categories, "categories");
        for (auto& object : unresolved_)
            resolve(object);
        warn();
        return std::move(all_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw DataError(all_.file.string() + ": " + what + "."); }

    std::int64_t integer(const Json& element, const char* key, const std::string& place) const {
        try {
            return idOf(element, key);
        } catch (const std::invalid_argument& error) {
            fail(place + ": " + error.what());
        }
    }

    static std::string text(const Json& element, const char* key) {
        const auto value = element.find(key);
        return value != element.end() && value->is_string() ? value->get<std::string>() : std::string();
    }

    void addImage(const Json& element, const std::string& place) {
        constexpr std::int64_t largestSide = 65535;
        Image image{integer(element, "id", place), text(element, "file_name"), 0, 0};
        if (image.file.empty()) {  // LVIS names its images by their address
            const std::string address = text(element, "coco_url");
            image.file = address.substr(address.rfind('/') + 1);
        }
        federated_ = federated_ || element.contains("neg_category_ids");
        const std::int64_t height = integer(element, "height", place), width = integer(element, "width", place);
        if (height < 1 || width < 1 || height > largestSide || width > largestSide)
            fail("image " + std::to_string(image.id) + " is " + std::to_string(width) + " x " + std::to_string(height) +
                 " pixels; accepted: 1 to 65535");
        image.height = static_cast<int>(height);
        image.width = static_cast<int>(width);
        all_.images.push_back(std::move(image));
    }

    void addCategory(const Json& element, const std::string& place) {
        const std::int64_t id = integer(element, "id", place);
        const std::string name = text(element, "name");
        all_.categories.push_back({id, name.empty() ? std::to_string(id) : name});
    }

    void addObject(const Json& element, const std::string& place) {
        Unresolved item{{}, integer(element, "image_id", place), integer(element, "category_id", place), {}, false, {}};
        item.object.id = integer(element, "id", place);
        try {
            const auto value = [&](const char* key) { return element.contains(key) ? element[key] : Json(); };
            const Json crowd = value("iscrowd"), area = value("area"), box = value("bbox");
            item.object.crowd = crowd.is_boolean() ? crowd.get<bool>() : crowd.is_number() && crowd.get<double>() != 0;
            item.object.segmentation = segmentationOf(value("segmentation"));
            if (area.is_number())
                item.area = area.get<double>();
            item.hasBox = !box.is_null();
            if (item.hasBox)
                item.object.box = boxOf(box);
        } catch (const std::invalid_argument& error) {
            item.problem = error.what();
        }
        unresolved_.push_back(std::move(item));
    }

    void resolve(Unresolved& item) {
        Object& object = item.object;
        const std::string named = "annotation " + std::to_string(object.id) + " of image " + std::to_string(item.image);
        const std::int64_t image = all_.imageAt(item.image), category = all_.categoryAt(item.category);
        if (category < 0)
            fail(named + " has category " + std::to_string(item.category) +
                 ", which is not in \"categories\". Add it there or correct the annotation");
        const bool outline = !std::holds_alternative<std::monostate>(object.segmentation);
        if (image < 0)
            item.problem = "the image is not in \"images\"";
        else if (item.problem.empty() && !item.hasBox && !outline)
            item.problem = "it has neither a bbox nor a segmentation";
        if (!item.problem.empty())
            return all_.problem(named + ": " + item.problem);
        object.image = static_cast<std::size_t>(image);
        object.category = static_cast<std::size_t>(category);
        if (!item.hasBox)
            object.box = boundingBox(all_.mask(object));
        object.area = item.area ? *item.area
                      : outline ? static_cast<double>(coco::area(all_.mask(object)))
                                : object.box.area();
        const auto [known, added] = byId_.try_emplace(object.id, all_.objects.size());
        if (!added && repeats(all_.objects[known->second], object))
            return all_.problem(named + ": it repeats another annotation with the same id");
        if (!added && shared_++ == 0)
            firstShared_ = object.id;
        unnumbered_ += object.id == 0;
        all_.objects.push_back(std::move(object));
    }

    static bool repeats(const Object& a, const Object& b) {
        return a.image == b.image && a.category == b.category && a.box == b.box && a.area == b.area &&
               a.crowd == b.crowd && a.segmentation == b.segmentation;
    }

    // The file is read as it is, but the metrics of the COCO tools are unexpected.
    void warn() {
        if (unnumbered_ > 0)
            all_.warnings.push_back(
                std::to_string(unnumbered_) + (unnumbered_ == 1 ? " annotation has" : " annotations have") +
                " the id 0. COCO's tools count such an object as missed even if it is detected, and "
                "so do these metrics. Number annotations from 1");
        if (shared_ > 0)
            all_.warnings.push_back(
                std::to_string(shared_) + (shared_ == 1 ? " annotation shares its" : " annotations share their") +
                " id with an earlier one, such as " + std::to_string(firstShared_) +
                ". All are kept; COCO's tools evaluate the last one of an id in place of the others, "
                "so their metrics differ. Give each annotation its own id");
        if (federated_)
            all_.warnings.push_back(
                "images have \"neg_category_ids\", as in LVIS. These metrics are COCO's: a detection of a category "
                "that "
                "was not annotated in its image counts as wrong");
    }

    template <typename Items>
    void order(Items& items, const char* what) const {
        std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        for (std::size_t i = 1; i < items.size(); ++i)
            if (items[i].id == items[i - 1].id)
                fail("two " + std::string(what) + " have the id " + std::to_string(items[i].id));
    }

    Annotations all_;
    std::vector<Unresolved> unresolved_;
    std::unordered_map<std::int64_t, std::size_t> byId_;  // position in all_.objects
    std::int64_t unnumbered_ = 0, shared_ = 0, firstShared_ = 0;
    bool federated_ = false;
};

}  // namespace

std::int64_t Annotations::imageAt(std::int64_t id) const {
    return positionOf(images, id);
}

std::int64_t Annotations::categoryAt(std::int64_t id) const {
    return positionOf(categories, id);
}

RunLength Annotations::mask(const Object& object) const {
    const Image& image = images[object.image];
    return maskOf(object.segmentation, image.height, image.width);
}

void Annotations::problem(const std::string& what) {
    ++skipped;
    if (problems.size() < mostProblems)
        problems.push_back(what);
}

Annotations readAnnotations(const std::filesystem::path& file) {
    return AnnotationReader(file).read();
}

}  // namespace isonet::coco
