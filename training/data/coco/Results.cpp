#include "training/data/coco/Results.h"

#include <cmath>
#include <stdexcept>

#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"
#include "model/base/JsonText.h"
#include "training/data/coco/JsonId.h"
#include "training/data/coco/RunLengthText.h"

namespace isonet::coco {
namespace {

using training::DataError;

class ResultReader {
public:
    ResultReader(const std::filesystem::path& file, const Annotations& annotations)
        : file_(file), annotations_(annotations) {}

    std::vector<Detection> read() {
        const auto rejectObject = [this](const std::string& what) {
            throw DataError(file_.string() + " is not a results file: expected a list of detections, not an object" +
                            what + ".");
        };
        const bool list = readElements(file_, [&](const std::string& name, std::size_t index, const Json& element) {
            if (!name.empty())
                rejectObject(" with \"" + name + "\"");
            add(index, element);
        });
        if (!list)
            rejectObject({});
        return std::move(all_);
    }

private:
    [[noreturn]] void fail(std::size_t index, const std::string& what) const {
        throw DataError(file_.string() + ": detection " + std::to_string(index) + " (0-based): " + what + ".");
    }

    std::int64_t id(std::size_t index, const Json& element, const char* key) const {
        try {
            return idOf(element, key);
        } catch (const std::invalid_argument& error) {
            fail(index, error.what());
        }
    }

    void add(std::size_t index, const Json& element) {
        if (!element.is_object())
            fail(index, "it is " + element.dump().substr(0, 40) + "; expected an object");
        const std::int64_t image = id(index, element, "image_id"), category = id(index, element, "category_id");
        const std::int64_t imageAt = annotations_.imageAt(image), categoryAt = annotations_.categoryAt(category);
        const std::string remedy =
            " is not in " + annotations_.file.string() + ". Use the annotations that the results were made for";
        if (imageAt < 0)
            fail(index, "image " + std::to_string(image) + remedy);
        if (categoryAt < 0)
            fail(index, "category " + std::to_string(category) + remedy);
        Detection detection;
        detection.image = static_cast<std::size_t>(imageAt);
        detection.category = static_cast<std::size_t>(categoryAt);
        const auto score = element.find("score");
        if (score == element.end() || !score->is_number() || !std::isfinite(score->get<double>()))
            fail(index, "it has no finite \"score\"");
        detection.score = score->get<double>();
        try {
            readShape(index, element, detection);
        } catch (const std::invalid_argument& error) {
            fail(index, error.what());
        }
        all_.push_back(std::move(detection));
    }

    void readShape(std::size_t index, const Json& element, Detection& detection) {
        const auto box = element.find("bbox"), outline = element.find("segmentation");
        const bool hasBox = box != element.end() && !box->is_null() && !(box->is_array() && box->empty());
        const bool hasOutline = outline != element.end() && !outline->is_null();
        if (index == 0)
            byBox_ = hasBox;
        if (byBox_ && !hasBox)
            fail(index, "it has no \"bbox\", but the first detection has one");
        if (!hasBox && !hasOutline)
            fail(index, "it has neither a \"bbox\" nor a \"segmentation\"");
        const Image& image = annotations_.images[detection.image];
        if (hasBox)
            detection.box = boxOf(*box);
        if (hasOutline)
            detection.mask = maskOf(segmentationOf(*outline), image.height, image.width);
        if (!hasBox)
            detection.box = boundingBox(*detection.mask);
        detection.area = byBox_ ? detection.box->area() : static_cast<double>(area(*detection.mask));
    }

    const std::filesystem::path& file_;
    const Annotations& annotations_;
    std::vector<Detection> all_;
    bool byBox_ = false;
};

}  // namespace

std::vector<Detection> readResults(const std::filesystem::path& file, const Annotations& annotations) {
    return ResultReader(file, annotations).read();
}

void writeResults(const std::vector<Detection>& detections, const Annotations& annotations,
                  const std::filesystem::path& file) {
    std::string text = "[";
    for (const Detection& detection : detections) {
        nlohmann::ordered_json entry{{"image_id", annotations.images[detection.image].id},
                                     {"category_id", annotations.categories[detection.category].id},
                                     {"score", detection.score}};
        if (detection.box)
            entry["bbox"] = {detection.box->x, detection.box->y, detection.box->width, detection.box->height};
        if (detection.mask)
            entry["segmentation"] = {{"size", {detection.mask->height, detection.mask->width}},
                                     {"counts", toText(*detection.mask)}};
        text += (text.size() > 1 ? ",\n" : "\n") + base::jsonText(entry, -1);
    }
    base::replaceFile(file, text + "\n]\n");
}

}  // namespace isonet::coco
