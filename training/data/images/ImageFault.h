// What is wrong with an image file that is not used, and how many files of a dataset have each fault. No torch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace isonet::training {

enum class ImageFault {
    Unreadable,   // missing, a folder, no permission, an error of the disk
    Empty,        // 0 bytes
    Truncated,    // its end is missing
    Damaged,      // complete, but its data is invalid
    NotAnImage,   // no known signature
    Unsupported,  // a known format, or a variant of one, that is not read
    TooLarge,     // more bytes or pixels than accepted
};
inline constexpr std::size_t imageFaultCount = 7;

std::string_view imageFaultKey(ImageFault fault);    // in JSON: "truncated", "not_an_image"
std::string_view imageFaultTitle(ImageFault fault);  // in messages, after a count: "truncated", "not an image"

// The number of files with each fault. Not thread-safe.
class ImageFaultCounts {
public:
    void add(ImageFault fault) { ++counts_.at(static_cast<std::size_t>(fault)); }
    std::int64_t of(ImageFault fault) const { return counts_.at(static_cast<std::size_t>(fault)); }
    std::int64_t total() const;
    std::string text() const;  // "3 truncated, 1 unsupported format", in the order of ImageFault; empty for none

private:
    std::array<std::int64_t, imageFaultCount> counts_{};
};

}  // namespace isonet::training
