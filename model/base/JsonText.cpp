#include "model/base/JsonText.h"

#include <nlohmann/json.hpp>

namespace isonet::base {

std::string jsonText(const nlohmann::ordered_json& json, int indent) {
    return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace isonet::base
