// Reading large JSON files an element at a time. Private to this folder.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace isonet::coco {

using Json = nlohmann::json;

// Gives each element of the file's lists to `element`, with the list's key and the element's place in it, and keeps
// none of them: a file of half a gigabyte takes the memory of one element. A document that is a list itself has the
// key "", and the answer is then true. Throws training::DataError naming the file where it cannot be read or is no whole JSON document.
bool readElements(const std::filesystem::path& file,
                  const std::function<void(const std::string& list, std::size_t index, const Json& element)>& element);

}  // namespace isonet::coco
