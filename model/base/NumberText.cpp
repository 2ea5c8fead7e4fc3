#include "model/base/NumberText.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <system_error>

namespace isonet::base {
namespace {

// As printf writes it, but with a decimal point in every locale.
std::string formatted(std::chars_format format, int precision, double value) {
    if (std::isnan(value))
        return "nan";                // whatever its sign bit
    std::array<char, 512> buffer{};  // the largest double has 309 digits before the point
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, std::min(precision, 150));
    return error == std::errc() ? std::string(buffer.data(), end) : numberText(value);
}

// to_chars pads the exponent to two digits: 1e-04.
std::string withShortExponent(std::string text) {
    const auto exponent = text.find('e');
    if (exponent != std::string::npos && exponent + 2 < text.size() && text[exponent + 2] == '0')
        text.erase(exponent + 2, 1);
    return text;
}

// For people, not for files: YAML 1.1 takes "3e38" for a string.
std::string withoutPlus(std::string text) {
    std::erase(text, '+');
    return text;
}

}  // namespace

std::string numberText(double value) {
    if (std::isnan(value))
        return "nan";  // whatever its sign bit
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return withShortExponent({buffer.data(), end});
}

std::string yamlNumber(double value) {
    std::string text = numberText(value);
    const auto exponent = text.find('e');
    if (std::isfinite(value) && exponent != std::string::npos && text.find('.') == std::string::npos)
        text.insert(exponent, ".0");
    return text;
}

std::string fixed(double value, int decimals) {
    return formatted(std::chars_format::fixed, decimals, value);
}

std::string significant(double value, int digits) {
    return withoutPlus(withShortExponent(formatted(std::chars_format::general, digits, value)));
}

std::string scientific(double value, int decimals) {
    return withoutPlus(withShortExponent(formatted(std::chars_format::scientific, decimals, value)));
}

std::string grouped(std::int64_t value) {
    std::string text = std::to_string(value);
    for (auto i = static_cast<std::int64_t>(text.size()) - 3; i > (value < 0 ? 1 : 0); i -= 3)
        text.insert(static_cast<std::size_t>(i), ",");
    return text;
}

std::string rangeText(const std::string& lowest, const std::string& highest) {
    return lowest == highest ? lowest : lowest + " to " + highest;
}

}  // namespace isonet::base
