// Descriptor tables of enumerations. Each enumeration used in configurations has one table in its header, with one
// entry per value in enum order; YAML names, validation, forms and descriptions all read that table.
//
// To provide a table, define it in the enumeration's namespace together with
//
//   constexpr std::span<const Choice<E>> choicesOf(E) { return table; }   // found by argument-dependent lookup
//   static_assert(spec::listsEveryValue(table));
//
// A table's entries may derive from Choice<E> to describe more than names (Activations.h).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>

namespace isonet::spec {

template <typename E>
struct Choice {
    E value;
    std::string_view name;          // in YAML: "delta_orthogonal"
    std::string_view title;         // in the window: "Delta-orthogonal"
    std::string_view summary = {};  // one sentence, for tooltips
};

template <typename E>
constexpr auto choices() {
    return choicesOf(E{});
}

// Whether the entries are in enum order without gaps, so that a value is its entry's index.
template <typename Table>
constexpr bool listsEveryValue(const Table& table) {
    std::size_t index = 0;
    for (const auto& entry : table)
        if (static_cast<std::size_t>(entry.value) != index++)
            return false;
    return index > 0;
}

// The table entry of a value. Throws std::out_of_range for a value outside the enumeration.
template <typename E>
constexpr const auto& info(E value) {
    const auto all = choices<E>();
    const auto index = static_cast<std::size_t>(value);
    if (index >= all.size())
        throw std::out_of_range("spec::info: value outside its enumeration");
    return all[index];
}

template <typename E>
constexpr std::string_view name(E value) {
    return info(value).name;
}

template <typename E>
constexpr std::string_view title(E value) {
    return info(value).title;
}

template <typename E>
constexpr std::optional<E> fromName(std::string_view text) {
    for (const auto& entry : choices<E>())
        if (entry.name == text)
            return entry.value;
    return std::nullopt;
}

// The value at an index of the table (of a combo box, for example); nullopt if out of range.
template <typename E>
constexpr std::optional<E> fromIndex(int index) {
    const auto all = choices<E>();
    if (index < 0 || static_cast<std::size_t>(index) >= all.size())
        return std::nullopt;
    return all[static_cast<std::size_t>(index)].value;
}

// All YAML names, in enum order.
template <typename E>
std::span<const std::string_view> names() {
    static constexpr auto all = [] {
        std::array<std::string_view, choices<E>().size()> result{};
        std::size_t index = 0;
        for (const auto& entry : choices<E>())
            result[index++] = entry.name;
        return result;
    }();
    return all;
}

}  // namespace isonet::spec
