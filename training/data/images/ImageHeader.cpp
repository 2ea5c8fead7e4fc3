#include "training/data/images/ImageHeader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

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

// The orientation in a TIFF structure; 1 if missing.
int tiffOrientation(Bytes tiff) {
    using namespace std::string_view_literals;
    if (startsWith(tiff, "Exif\0\0"sv))
        tiff = tiff.subspan(6);
    const bool little = startsWith(tiff, "II*\0"sv);
    if (tiff.size() < 8 || (!little && !startsWith(tiff, "MM\0*"sv)))
        return 1;
    const std::size_t directory = number(tiff, 4, 4, little);
    if (directory + 2 > tiff.size())
        return 1;
    const std::size_t entries = number(tiff, directory, 2, little);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        if (entry + 12 > tiff.size())
            break;
        if (number(tiff, entry, 2, little) != 0x0112)
            continue;
        const int value = static_cast<int>(number(tiff, entry + 8, 2, little));
        return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
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
            header.height = static_cast<int>(number(segment, 1, 2, false));
            header.width = static_cast<int>(number(segment, 3, 2, false));
        } else if (marker == 0xe1 && !turned && startsWith(segment, "Exif\0\0"sv)) {
            header.orientation = tiffOrientation(segment);
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
    while (at + 8 <= bytes.size()) {
        const std::size_t length = number(bytes, at, 4, false);
        if (length > bytes.size() - at - 8)
            return;
        if (startsWith(bytes, "eXIf", at + 4))
            header.orientation = tiffOrientation(bytes.subspan(at + 8, length));
        if (startsWith(bytes, "IEND", at + 4)) {
            header.complete = true;
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
        if (startsWith(bytes, "EXIF", at))
            header.orientation = tiffOrientation(bytes.subspan(at + 8, length));
        at += 8 + length + length % 2;
    }
}

}  // namespace

ImageHeader readImageHeader(Bytes bytes) {
    using Format = ImageHeader::Format;
    ImageHeader header;
    if (startsWith(bytes, "\xff\xd8\xff")) {
        header.format = Format::Jpeg;
        readJpeg(bytes, header);
    } else if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) {
        header.format = Format::Png;
        readPng(bytes, header);
    } else if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) {
        header.format = Format::WebP;
        readWebP(bytes, header);
    } else if (startsWith(bytes, "BM")) {
        header.format = Format::Bmp;
    }
    return header;
}

std::string_view formatName(Bytes bytes) {
    using namespace std::string_view_literals;
    struct Signature {
        std::string_view name, text;
        std::size_t at;
    };
    static constexpr std::array signatures{Signature{"JPEG", "\xff\xd8\xff"sv, 0},
                                           Signature{"PNG", "\x89PNG\r\n\x1a\n"sv, 0},
                                           Signature{"WebP", "WEBP"sv, 8},
                                           Signature{"BMP", "BM"sv, 0},
                                           Signature{"GIF", "GIF8"sv, 0},
                                           Signature{"TIFF", "II*\0"sv, 0},
                                           Signature{"TIFF", "MM\0*"sv, 0},
                                           Signature{"JPEG 2000", "\0\0\0\x0cjP  "sv, 0},
                                           Signature{"AVIF", "ftypavif"sv, 4},
                                           Signature{"HEIF", "ftypheic"sv, 4},
                                           Signature{"OpenEXR", "\x76\x2f\x31\x01"sv, 0}};
    for (const auto& [name, text, at] : signatures)
        if (startsWith(bytes, text, at))
            return name;
    return {};
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
