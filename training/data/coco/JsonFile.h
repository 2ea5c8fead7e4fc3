// Reads large JSON files one element at a time. Private to this room.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace isonet::coco {

using Json = nlohmann::json;

// Calls `element` for each element of the file's lists, with the list's key and the element's index, and keeps none of
// them in memory. If the document is itself a list, its key is "" and the result is true. Throws training::DataError
// naming the file if it cannot be read or is not a complete JSON document.
bool readElements(const std::filesystem::path& file,
                  const std::function<void(const std::string& list, std::size_t index, const Json& element)>& element);

}  // namespace isonet::coco
