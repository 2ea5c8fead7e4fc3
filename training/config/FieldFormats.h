// How each type of value is read, written and described, and the fields made of them. Private to this room.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/base/Suggestion.h"
#include "training/config/ConfigFields.h"

namespace isonet::config {

inline constexpr std::array<std::string_view, 6> trueWords{"true", "True", "TRUE", "yes", "on", "On"};
inline constexpr std::array<std::string_view, 6> falseWords{"false", "False", "FALSE", "no", "off", "Off"};

template <typename T>
bool contains(const T& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

template <typename T>
bool parseNumber(std::string_view text, T& value) {
    if (text.starts_with('+'))
        text.remove_prefix(1);
    T parsed{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size())
        return false;
    if constexpr (std::floating_point<T>)
        if (!std::isfinite(parsed))
            return false;
    value = parsed;
    return true;
}

// parse() stores nothing if it returns false. `list`: what a list of such values accepts.
template <typename T>
struct Format;

template <typename T>
requires(std::integral<T> && !std::same_as<T, bool>) struct Format<T> {
    static constexpr const char* list = "a list of integers, such as [256]";
    static std::string accepted() { return std::is_signed_v<T> ? "an integer" : "a non-negative integer"; }
    static bool parse(const std::string& text, T& value) { return parseNumber(text, value); }
    static std::string text(T value) { return std::to_string(value); }
    static std::string yaml(T value) { return text(value); }
};

template <>
struct Format<double> {
    static constexpr const char* list = "a list of numbers, such as [0.5, 30]";
    static std::string accepted() { return "a number"; }
    static bool parse(const std::string& text, double& value) { return parseNumber(text, value); }
    static std::string text(double value) { return numberText(value); }
    static std::string yaml(double value) { return base::yamlNumber(value); }
};

template <>
struct Format<bool> {
    static std::string accepted() { return "true or false"; }
    static bool parse(const std::string& text, bool& value) {
        const bool yes = contains(trueWords, text), no = contains(falseWords, text);
        if (yes || no)
            value = yes;
        return yes || no;
    }
    static std::string text(bool value) { return value ? "true" : "false"; }
    static std::string yaml(bool value) { return text(value); }
};

template <>
struct Format<std::string> {
    static constexpr const char* list = "a list of names, such as [s1.b1.proj, s4.*]";
    static std::string accepted() { return "text"; }
    static bool parse(const std::string& text, std::string& value) {
        value = text;
        return true;
    }
    static std::string text(const std::string& value) { return value; }
    static std::string yaml(const std::string& value) { return quoted(value); }
};

template <>
struct Format<spec::KernelSize> {
    static_assert(spec::mostTaps == 31);
    static constexpr const char* list =
        "a number from 1 to 31, height x width such as 1x7, or a list of these, one per convolution";
    static std::string accepted() { return "a number from 1 to 31, or height x width such as 1x7"; }
    static bool parse(const std::string& text, spec::KernelSize& value) {
        const auto cross = text.find('x');
        spec::KernelSize size;
        if (!parseNumber(std::string_view(text).substr(0, cross), size.height))
            return false;
        size.width = size.height;
        if (cross != std::string::npos && !parseNumber(std::string_view(text).substr(cross + 1), size.width))
            return false;
        value = size;
        return true;
    }
    static std::string text(spec::KernelSize value) {
        const std::string height = std::to_string(value.height);
        return value.height == value.width ? height : height + "x" + std::to_string(value.width);
    }
    static std::string yaml(spec::KernelSize value) { return text(value); }
};

template <typename E>
requires std::is_enum_v<E>
struct Format<E> {
    static std::string accepted() { return base::joined(spec::names<E>()); }
    static bool parse(const std::string& text, E& value) {
        const auto parsed = spec::fromName<E>(text);
        value = parsed.value_or(value);
        return parsed.has_value();
    }
    static std::string text(E value) { return std::string(spec::name(value)); }
    static std::string yaml(E value) { return text(value); }
};

// Empty text: not given.
template <typename T>
struct Format<std::optional<T>> {
    static std::string accepted() { return Format<T>::accepted(); }
    static bool parse(const std::string& text, std::optional<T>& value) {
        T parsed{};
        if (!text.empty() && !Format<T>::parse(text, parsed))
            return false;
        value = text.empty() ? std::nullopt : std::optional<T>(parsed);
        return true;
    }
    static std::string text(const std::optional<T>& value) { return value ? Format<T>::text(*value) : ""; }
    static std::string yaml(const std::optional<T>& value) { return value ? Format<T>::yaml(*value) : "~"; }
};

template <typename T>
struct OptionalValue {
    using type = T;
    static constexpr bool given = false;
};
template <typename T>
struct OptionalValue<std::optional<T>> {
    using type = T;
    static constexpr bool given = true;
};

inline Field namedField(std::string section, std::string key, std::string accepted) {
    Field field;
    field.section = std::move(section);
    field.key = std::move(key);
    field.accepted = std::move(accepted);
    return field;
}

template <typename T>
Field makeField(std::string section, std::string key, T& value) {
    using Value = typename OptionalValue<T>::type;
    Field field = namedField(std::move(section), std::move(key), Format<T>::accepted());
    if constexpr (std::is_enum_v<Value>)
        field.choices.assign(spec::names<Value>().begin(), spec::names<Value>().end());
    field.integer = std::integral<Value> && !std::same_as<Value, bool>;
    field.mayBeEmpty = std::same_as<T, std::string> || OptionalValue<T>::given;
    field.assign = [&value](std::span<const std::string> items) {
        return items.size() == 1 && Format<T>::parse(items.front(), value);
    };
    field.text = [&value] { return Format<T>::text(value); };
    field.yaml = [&value] { return Format<T>::yaml(value); };
    return field;
}

template <typename T>
Field makeField(std::string section, std::string key, std::vector<T>& values) {
    Field field = namedField(std::move(section), std::move(key), Format<T>::list);
    field.list = field.mayBeEmpty = true;
    field.assign = [&values](std::span<const std::string> items) {
        std::vector<T> parsed(items.size());
        for (size_t i = 0; i < items.size(); ++i)
            if (!Format<T>::parse(items[i], parsed[i]))
                return false;
        values = std::move(parsed);
        return true;
    };
    field.text = field.yaml = [&values] {
        std::string text;
        for (const auto& value : values)
            text += (text.empty() ? "" : ", ") + Format<T>::yaml(value);
        return "[" + text + "]";
    };
    return field;
}

// Names the range, which validate() checks, in messages about texts that are not numbers.
template <typename T>
requires std::is_arithmetic_v<T> Field within(Field field, T lowest, T highest) {
    field.accepted += " from " + base::rangeText(Format<T>::text(lowest), Format<T>::text(highest));
    return field;
}
inline Field within(Field field, const std::string& range) {
    field.accepted += " " + range;
    return field;
}
inline constexpr const char* belowOne = "from 0 up to, but not including, 1";

// A field that is not written while its value is `normal`.
template <typename T>
Field optionalField(std::string section, std::string key, T& value, T normal = T{}) {
    Field field = makeField(std::move(section), std::move(key), value);
    field.omitted = [&value, normal = std::move(normal)] { return value == normal; };
    return field;
}

}  // namespace isonet::config
