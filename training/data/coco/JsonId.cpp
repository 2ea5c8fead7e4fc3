#include "training/data/coco/JsonId.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace isonet::coco {

std::int64_t idOf(const Json& element, const char* key) {
    const auto value = element.is_object() ? element.find(key) : element.end();
    const std::string named = std::string("it has no integer \"") + key + "\"";
    if (value == element.end())
        throw std::invalid_argument(named);
    constexpr double exact = 9007199254740992.0;  // 2^53: whole numbers up to here are exact in JSON's floats
    if (value->is_number_float() && std::abs(value->get<double>()) <= exact &&
        value->get<double>() == std::floor(value->get<double>()))
        return static_cast<std::int64_t>(value->get<double>());
    const bool beyond = value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t{INT64_MAX};
    if (!value->is_number_integer() || beyond)
        throw std::invalid_argument(named + ", but " + value->dump().substr(0, 40) +
                                    (value->is_string() ? ", a string" : "") +
                                    "; accepted: whole numbers from -9223372036854775808 to 9223372036854775807");
    return value->get<std::int64_t>();
}

}  // namespace isonet::coco
