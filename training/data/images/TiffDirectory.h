// The first directory of a TIFF structure: of a TIFF file, or of the EXIF metadata of other formats.
//
// Source: TIFF 6.0, section 2, and BigTIFF: entries of tag, type, count and values, in either byte order; values of at
// most 4 bytes (BigTIFF: 8) are stored in the entry itself, left-justified. EXIF 2.3, section 4.6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace isonet::training {

class TiffDirectory {
public:
    // "Exif\0\0" before the structure is skipped. Refers to `bytes`.
    explicit TiffDirectory(std::span<const std::uint8_t> bytes);

    // Whether there is a TIFF structure whose directory lies within the bytes.
    bool found() const { return found_; }
    // The values of a tag of any numeric type, or digits as text; fractions are dropped. Empty if the tag is missing or
    // lies beyond the bytes; at most `most`.
    std::vector<std::int64_t> values(int tag, std::uint64_t most = std::uint64_t{1} << 20) const;
    // The first value.
    std::optional<std::int64_t> value(int tag) const;

private:
    std::uint64_t number(std::size_t at, std::size_t size) const;
    std::optional<std::int64_t> element(int type, std::size_t at) const;
    bool within(std::uint64_t at, std::uint64_t size) const {
        return at <= bytes_.size() && size <= bytes_.size() - at;
    }

    std::span<const std::uint8_t> bytes_;
    bool little_ = false, big_ = false, found_ = false;
    std::size_t entries_ = 0;  // position of the first entry
    std::uint64_t count_ = 0;
};

}  // namespace isonet::training
