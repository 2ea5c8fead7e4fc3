// Checked access to the arguments of a pickle's calls.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/interop/PickleObjects.h"

namespace isonet::interop {

// `item` as a T. Throws FormatError: "invalid pickle: WHAT is a dict".
template <typename T>
T expect(const PickleArena& arena, const PickleItem& item, const std::string& what) {
    if (const T* value = std::get_if<T>(&item))
        return *value;
    arena.fail("invalid pickle: " + what + " is " + describe(item));
}

// A sequence of at most 64 integers of at least 0: a size or strides. Throws FormatError.
inline std::vector<std::int64_t> integers(const PickleArena& arena, const PickleItem& item, const std::string& what) {
    const auto* sequence = expect<PickleSequence*>(arena, item, what);
    constexpr std::size_t maxDimensions = 64;  // torch's own iterators allow no more
    if (sequence->items.size() > maxDimensions)
        arena.fail(what + " has " + std::to_string(sequence->items.size()) + " dimensions");
    std::vector<std::int64_t> values;
    for (const PickleItem& entry : sequence->items) {
        values.push_back(expect<std::int64_t>(arena, entry, what + "'s entry"));
        if (values.back() < 0)
            arena.fail(what + " has the negative entry " + std::to_string(values.back()));
    }
    return values;
}

}  // namespace isonet::interop
