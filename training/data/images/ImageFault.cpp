#include "training/data/images/ImageFault.h"

#include <numeric>

namespace isonet::training {
namespace {

struct FaultName {
    std::string_view key, title;
};
// In the order of ImageFault.
constexpr std::array<FaultName, imageFaultCount> faultNames{{{"unreadable", "unreadable"},
                                                             {"empty", "empty"},
                                                             {"truncated", "truncated"},
                                                             {"damaged", "damaged"},
                                                             {"not_an_image", "not an image"},
                                                             {"unsupported", "unsupported format"},
                                                             {"too_large", "too large"}}};

}  // namespace

std::string_view imageFaultKey(ImageFault fault) {
    return faultNames.at(static_cast<std::size_t>(fault)).key;
}

std::string_view imageFaultTitle(ImageFault fault) {
    return faultNames.at(static_cast<std::size_t>(fault)).title;
}

std::int64_t ImageFaultCounts::total() const {
    return std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
}

std::string ImageFaultCounts::text() const {
    std::string text;
    for (std::size_t i = 0; i < imageFaultCount; ++i)
        if (counts_[i] > 0)
            text += (text.empty() ? "" : ", ") + std::to_string(counts_[i]) + " " + std::string(faultNames[i].title);
    return text;
}

}  // namespace isonet::training
