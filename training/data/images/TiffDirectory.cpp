#include "training/data/images/TiffDirectory.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <string_view>

namespace isonet::training {
namespace {

enum TiffType {
    Byte = 1,
    Ascii,
    Short,
    Long,
    Rational,
    SByte,
    Undefined,
    SShort,
    SLong,
    SRational,
    Float,
    Double,
    Ifd,
    Long8 = 16,
    SLong8,
    Ifd8
};
// Bytes of a value, by type; 0: no such type.
constexpr std::array<std::size_t, 19> tiffSizes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

bool beginsWith(std::span<const std::uint8_t> bytes, std::string_view text) {
    return bytes.size() >= text.size() && std::memcmp(bytes.data(), text.data(), text.size()) == 0;
}

std::optional<std::int64_t> whole(double value) {
    if (!(std::abs(value) < 9e18))
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

}  // namespace

TiffDirectory::TiffDirectory(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
    using namespace std::string_view_literals;
    if (beginsWith(bytes_, "Exif\0\0"sv))
        bytes_ = bytes_.subspan(6);
    little_ = beginsWith(bytes_, "II"sv);
    if (bytes_.size() < 8 || (!little_ && !beginsWith(bytes_, "MM"sv)))
        return;
    const std::uint64_t version = number(2, 2);
    big_ = version == 43;
    if ((version != 42 && !big_) || (big_ && bytes_.size() < 16))
        return;
    const std::uint64_t directory = big_ ? number(8, 8) : number(4, 4);
    const std::size_t countSize = big_ ? 8 : 2;
    if (!within(directory, countSize))
        return;
    found_ = true;
    count_ = number(static_cast<std::size_t>(directory), countSize);
    entries_ = static_cast<std::size_t>(directory) + countSize;
}

std::vector<std::int64_t> TiffDirectory::values(int tag, std::uint64_t most) const {
    const std::size_t entrySize = big_ ? 20 : 12, inlineSize = big_ ? 8 : 4;
    for (std::uint64_t i = 0; i < count_; ++i) {
        const std::uint64_t at = entries_ + entrySize * i;
        if (i > bytes_.size() || !within(at, entrySize))
            break;
        const auto entry = static_cast<std::size_t>(at);
        if (number(entry, 2) != static_cast<std::uint64_t>(tag))
            continue;
        const auto type = static_cast<std::size_t>(number(entry + 2, 2));
        const std::size_t size = type < tiffSizes.size() ? tiffSizes[type] : 0;
        const std::uint64_t count = number(entry + 4, inlineSize);
        if (size == 0 || count == 0 || count > bytes_.size())
            continue;
        const std::size_t field = entry + 4 + inlineSize;
        const std::uint64_t begin = size * count <= inlineSize ? field : number(field, inlineSize);
        if (!within(begin, size * count))
            continue;
        std::vector<std::int64_t> all;
        for (std::uint64_t k = 0; k < std::min(count, most); ++k)
            if (const auto one = element(static_cast<int>(type), static_cast<std::size_t>(begin + k * size)))
                all.push_back(*one);
        if (!all.empty())
            return all;
    }
    return {};
}

std::optional<std::int64_t> TiffDirectory::value(int tag) const {
    const auto all = values(tag, 1);
    return all.empty() ? std::nullopt : std::optional(all.front());
}

std::uint64_t TiffDirectory::number(std::size_t at, std::size_t size) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= std::uint64_t{bytes_[at + i]} << (8 * (little_ ? i : size - 1 - i));
    return value;
}

std::optional<std::int64_t> TiffDirectory::element(int type, std::size_t at) const {
    const std::uint64_t raw = number(at, tiffSizes.at(static_cast<std::size_t>(type)));
    switch (type) {
        case Ascii:
            return raw >= '0' && raw <= '9' ? std::optional(static_cast<std::int64_t>(raw) - '0') : std::nullopt;
        case SByte:
            return static_cast<std::int8_t>(raw);
        case SShort:
            return static_cast<std::int16_t>(raw);
        case SLong:
            return static_cast<std::int32_t>(raw);
        case Rational: {
            const std::uint64_t below = number(at + 4, 4);
            return below == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(number(at, 4) / below));
        }
        case SRational: {
            const auto below = static_cast<std::int32_t>(number(at + 4, 4));
            const std::int64_t above = static_cast<std::int32_t>(number(at, 4));
            return below == 0 ? std::nullopt : std::optional(above / below);
        }
        case Float:
            return whole(std::bit_cast<float>(static_cast<std::uint32_t>(raw)));
        case Double:
            return whole(std::bit_cast<double>(raw));
        default:
            return static_cast<std::int64_t>(raw);
    }
}

}  // namespace isonet::training
