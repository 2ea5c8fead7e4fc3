#include "training/data/images/ImageHeader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "training/data/images/TiffDirectory.h"

namespace isonet::training {
namespace {

using Bytes = std::span<const std::uint8_t>;

std::uint32_t number(Bytes bytes, std::size_t at, int size, bool little) {
    std::uint32_t value = 0;
    for (int i = 0; i < size; ++i)
        value |= std::uint32_t{bytes[at + static_cast<std::size_t>(i)]} << (8 * (little ? i : size - 1 - i));
    return value;
}

bool startsWith(Bytes bytes, std::string_view text, std::size_t at = 0) {
    return bytes.size() >= at + text.size() && std::memcmp(bytes.data() + at, text.data(), text.size()) == 0;
}

void setSize(ImageHeader& header, std::int64_t width, std::int64_t height) {
    const auto side = [](std::int64_t value) { return static_cast<int>(std::clamp<std::int64_t>(value, 0, INT_MAX)); };
    header.width = side(width);
    header.height = side(height);
}

int orientationIn(const TiffDirectory& directory) {
    constexpr int orientationTag = 0x0112;
    const std::int64_t value = directory.value(orientationTag).value_or(1);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
}

bool hasLength(int marker) {
    return marker != 0x01 && !(marker >= 0xd0 && marker <= 0xd9);
}

bool isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

void readJpeg(Bytes bytes, ImageHeader& header) {
    using namespace std::string_view_literals;
    header.complete = false;
    bool turned = false;
    std::size_t at = 2;
    while (at + 4 <= bytes.size()) {
        if (bytes[at] != 0xff) {
            ++at;  // decoders skip bytes between segments
            continue;
        }
        const int marker = bytes[at + 1];
        if (marker == 0xff) {
            ++at;
            continue;
        }
        at += 2;
        if (!hasLength(marker))
            continue;
        const std::size_t length = number(bytes, at, 2, false);
        if (length < 2 || at + length > bytes.size())
            return;
        const Bytes segment = bytes.subspan(at + 2, length - 2);
        at += length;
        if (isFrame(marker) && segment.size() >= 5) {
            setSize(header, number(segment, 3, 2, false), number(segment, 1, 2, false));
        } else if (marker == 0xe1 && !turned && startsWith(segment, "Exif\0\0"sv)) {
            header.orientation = orientationIn(TiffDirectory(segment));
            turned = true;
        } else if (marker == 0xda) {
            // In scans 0xff is always followed by 0 or a restart marker, so this can only be the end marker.
            static constexpr std::array<std::uint8_t, 2> end{0xff, 0xd9};
            header.complete = std::find_end(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), end.begin(),
                                            end.end()) != bytes.end();
            return;
        }
    }
}

void readPng(Bytes bytes, ImageHeader& header) {
    header.complete = false;
    std::size_t at = 8;
    if (startsWith(bytes, "IHDR", 12) && bytes.size() >= 24)
        setSize(header, number(bytes, 16, 4, false), number(bytes, 20, 4, false));
    while (at + 8 <= bytes.size()) {
        const std::size_t length = number(bytes, at, 4, false);
        if (length > bytes.size() - at - 8)
            return;
        if (startsWith(bytes, "eXIf", at + 4))
            header.orientation = orientationIn(TiffDirectory(bytes.subspan(at + 8, length)));
        if (startsWith(bytes, "IEND", at + 4)) {
            header.complete = at + 12 <= bytes.size();
            return;
        }
        at += length + 12;
    }
}

void readWebP(Bytes bytes, ImageHeader& header) {
    const std::size_t end = std::size_t{number(bytes, 4, 4, true)} + 8;
    header.complete = end <= bytes.size();
    std::size_t at = 12;
    while (at + 8 <= std::min(end, bytes.size())) {
        const std::size_t length = number(bytes, at + 4, 4, true);
        if (length > bytes.size() - at - 8)
            return;
        const bool first = header.width == 0;  // of an animation, the canvas
        if (first && length >= 10 && startsWith(bytes, "VP8X", at)) {
            setSize(header, number(bytes, at + 12, 3, true) + 1, number(bytes, at + 15, 3, true) + 1);
        } else if (first && length >= 10 && startsWith(bytes, "VP8 ", at)) {
            setSize(header, number(bytes, at + 14, 2, true) & 0x3fff, number(bytes, at + 16, 2, true) & 0x3fff);
        } else if (first && length >= 5 && startsWith(bytes, "VP8L", at)) {
            const std::uint32_t sides = number(bytes, at + 9, 4, true);
            setSize(header, (sides & 0x3fff) + 1, ((sides >> 14) & 0x3fff) + 1);
        }
        if (startsWith(bytes, "EXIF", at))
            header.orientation = orientationIn(TiffDirectory(bytes.subspan(at + 8, length)));
        at += 8 + length + length % 2;
    }
}

// The size of the canvas; whether the data ends early is seen when it is decoded.
void readGif(Bytes bytes, ImageHeader& header) {
    if (bytes.size() < 13) {
        header.complete = false;
        return;
    }
    setSize(header, number(bytes, 6, 2, true), number(bytes, 8, 2, true));
}

void readBmp(Bytes bytes, ImageHeader& header) {
    constexpr std::size_t coreSize = 12;
    if (bytes.size() < 30) {
        header.complete = false;
        return;
    }
    const bool core = number(bytes, 14, 4, true) == coreSize;
    const auto height = static_cast<std::int32_t>(number(bytes, 22, 4, true));
    if (core)
        setSize(header, number(bytes, 18, 2, true), number(bytes, 20, 2, true));
    else
        setSize(header, number(bytes, 18, 4, true), std::abs(std::int64_t{height}));  // negative: top row first
    enum Compression { None = 0, BitFields = 3 };
    const std::uint32_t compression = core || bytes.size() < 34 ? std::uint32_t{None} : number(bytes, 30, 4, true);
    const std::int64_t bits = number(bytes, core ? 24 : 28, 2, true);
    const std::int64_t row = (header.width * bits + 31) / 32 * 4;
    if ((compression == None || compression == BitFields) && row > 0)
        header.complete = header.height <= (static_cast<std::int64_t>(bytes.size()) - number(bytes, 10, 4, true)) / row;
}

void readTiff(Bytes bytes, ImageHeader& header) {
    enum Tag { Width = 256, Height = 257, StripOffsets = 273, StripSizes = 279, TileOffsets = 324, TileSizes = 325 };
    const TiffDirectory directory(bytes);
    header.complete = directory.found();
    setSize(header, directory.value(Width).value_or(0), directory.value(Height).value_or(0));
    for (const auto& [offsets, sizes] : {std::pair(StripOffsets, StripSizes), std::pair(TileOffsets, TileSizes)}) {
        const auto at = directory.values(offsets), size = directory.values(sizes);
        for (std::size_t i = 0; i < std::min(at.size(), size.size()); ++i)
            header.complete = header.complete && at[i] >= 0 && size[i] >= 0 && size[i] <= std::int64_t{UINT32_MAX} &&
                              at[i] <= static_cast<std::int64_t>(bytes.size()) - size[i];
    }
}

// The codestream, which may be in a file of boxes (ISO 15444-1, Annex A.5.1).
void readJpeg2000(Bytes bytes, ImageHeader& header) {
    static constexpr std::array<std::uint8_t, 4> begin{0xff, 0x4f, 0xff, 0x51};
    const auto found = std::search(bytes.begin(), bytes.end(), begin.begin(), begin.end());
    const auto at = static_cast<std::size_t>(found - bytes.begin());
    if (at + 24 > bytes.size()) {
        header.complete = false;
        return;
    }
    const auto side = [&](std::size_t offset) {
        return std::int64_t{number(bytes, at + offset, 4, false)} - number(bytes, at + offset + 8, 4, false);
    };
    setSize(header, side(8), side(12));
}

// "P6 width height most", with comments, one white space, then binary samples (P4 to P6) or text.
void readNetpbm(Bytes bytes, ImageHeader& header) {
    std::size_t at = 2;
    const auto next = [&]() -> std::int64_t {
        while (at < bytes.size() && (std::isspace(bytes[at]) != 0 || bytes[at] == '#')) {
            if (bytes[at] == '#')
                while (at < bytes.size() && bytes[at] != '\n')
                    ++at;
            else
                ++at;
        }
        std::int64_t value = 0;
        for (; at < bytes.size() && std::isdigit(bytes[at]) != 0; ++at)
            value = std::min<std::int64_t>(10 * value + (bytes[at] - '0'), INT32_MAX);
        return value;
    };
    const std::int64_t width = next();
    setSize(header, width, next());
    const bool bits = bytes[1] == '4', colors = bytes[1] == '6';
    const std::int64_t sample = bits || next() < 256 ? 1 : 2;
    const std::int64_t row = bits ? (width + 7) / 8 : width * sample * (colors ? 3 : 1);
    if (bytes[1] >= '4' && row > 0)
        header.complete = header.height <= (static_cast<std::int64_t>(bytes.size() - at) - 1) / row;
}

}  // namespace

ImageHeader readImageHeader(Bytes bytes) {
    ImageHeader header;
    header.format = formatOf(bytes);
    switch (header.format) {
        case ImageFormat::Jpeg:
            readJpeg(bytes, header);
            break;
        case ImageFormat::Png:
            readPng(bytes, header);
            break;
        case ImageFormat::WebP:
            readWebP(bytes, header);
            break;
        case ImageFormat::Gif:
            readGif(bytes, header);
            break;
        case ImageFormat::Bmp:
            readBmp(bytes, header);
            break;
        case ImageFormat::Tiff:
            readTiff(bytes, header);
            break;
        case ImageFormat::Jpeg2000:
            readJpeg2000(bytes, header);
            break;
        case ImageFormat::Netpbm:
            readNetpbm(bytes, header);
            break;
        case ImageFormat::Unknown:
        case ImageFormat::Other:
            break;
    }
    return header;
}

Turn turnOf(int orientation) {
    switch (orientation) {
        case 2:
            return {false, true, false};
        case 3:
            return {false, true, true};
        case 4:
            return {false, false, true};
        case 5:
            return {true, false, false};
        case 6:
            return {true, false, true};
        case 7:
            return {true, true, true};
        case 8:
            return {true, true, false};
        default:
            return {};
    }
}

}  // namespace isonet::training
