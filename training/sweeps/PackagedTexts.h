// Text of the packaged sweeps: generated from resources/sweeps by CMake, so that the program needs no installed files.
// Private to PaperTables.cpp and Comparisons.cpp.
#pragma once

#include <cstddef>

namespace isonet::sweeps {

struct PackagedText {
    const char *name, *yaml;
};
extern const PackagedText paperTableTexts[];
extern const std::size_t paperTableCount;
extern const PackagedText comparisonTexts[];
extern const std::size_t comparisonCount;

}  // namespace isonet::sweeps
