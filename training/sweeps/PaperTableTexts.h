// Text of the paper's tables: generated from resources/sweeps by CMake, so that the program needs no installed files.
// Private to PaperTables.cpp.
#pragma once

#include <cstddef>

namespace isonet::sweeps {

struct PaperTableText {
    const char *name, *yaml;
};
extern const PaperTableText paperTableTexts[];
extern const std::size_t paperTableCount;

}  // namespace isonet::sweeps
