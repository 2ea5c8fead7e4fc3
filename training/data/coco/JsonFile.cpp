#include "training/data/coco/JsonFile.h"

#include <fstream>

#include "model/base/DataError.h"
#include "model/base/RegularFile.h"

namespace isonet::coco {

using training::DataError;

bool readElements(const std::filesystem::path& file,
                  const std::function<void(const std::string&, std::size_t, const Json&)>& element) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error))
        throw DataError(file.string() + " is a folder; expected a JSON file in COCO's format.");
    if (const std::string why = base::whyUnreadable(file); !why.empty())
        throw DataError(file.string() + " cannot be read: " + why + ".");
    std::ifstream stream(file, std::ios::binary);
    std::string list;
    std::size_t index = 0;
    int elementDepth = 2;  // {"annotations": [ element
    using Event = Json::parse_event_t;
    const Json::parser_callback_t callback = [&](int depth, Event event, Json& parsed) {
        if (depth == 0 && event == Event::array_start)
            elementDepth = 1;
        if (depth == elementDepth - 1 && event == Event::array_start)
            index = 0;
        if (depth == 1 && event == Event::key)
            list = parsed.get<std::string>();
        const bool whole = event == Event::object_end || event == Event::array_end || event == Event::value;
        if (depth != elementDepth || !whole || (elementDepth == 2 && list == "info"))
            return true;
        element(elementDepth == 1 ? std::string() : list, index++, parsed);
        return false;
    };
    try {
        const Json document = Json::parse(stream, callback);
        if (!document.is_structured())
            throw DataError(file.string() + " is not in COCO's format: it contains a single value.");
        return document.is_array();
    } catch (const Json::parse_error& failure) {
        const auto size = std::filesystem::file_size(file);
        if (size == 0)
            throw DataError(file.string() + " is empty. Copy or create it again.");
        const bool cut = failure.byte >= size;
        throw DataError(file.string() + (cut ? " is truncated" : " is not valid JSON") + " (" +
                        (cut ? "it ends at byte " : "at byte ") + std::to_string(failure.byte) +
                        "). Copy or create it again.");
    } catch (const Json::exception& failure) {
        throw DataError(file.string() + " is not valid JSON: " + failure.what() + ". Copy or create it again.");
    }
}

}  // namespace isonet::coco
