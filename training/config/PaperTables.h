// The paper's tables as text: generated from resources/experiments (training/config/CMakeLists.txt), built in so that a
// program finds them wherever it lies.
#pragma once

#include <cstddef>

namespace isonet::config {

struct PaperTableText {
    const char *name, *yaml;
};
extern const PaperTableText paperTableTexts[];
extern const std::size_t paperTableCount;

}  // namespace isonet::config
