#include "training/data/images/ImageFormat.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace isonet::training {
namespace {

using namespace std::string_view_literals;

struct Signature {
    ImageFormat format;
    std::string_view name, text;
    std::size_t at = 0;
    std::string_view before = {};  // what the file starts with, if `at` is not 0
};
// The first match counts.
constexpr std::array signatures{Signature{ImageFormat::Jpeg, "JPEG", "\xff\xd8\xff"sv},
                                Signature{ImageFormat::Png, "PNG", "\x89PNG\r\n\x1a\n"sv},
                                Signature{ImageFormat::WebP, "WebP", "WEBP"sv, 8, "RIFF"sv},
                                Signature{ImageFormat::Gif, "GIF", "GIF87a"sv},
                                Signature{ImageFormat::Gif, "GIF", "GIF89a"sv},
                                Signature{ImageFormat::Tiff, "TIFF", "II*\0"sv},
                                Signature{ImageFormat::Tiff, "TIFF", "MM\0*"sv},
                                Signature{ImageFormat::Tiff, "TIFF", "II+\0"sv},
                                Signature{ImageFormat::Tiff, "TIFF", "MM\0+"sv},
                                Signature{ImageFormat::Jpeg2000, "JPEG 2000", "\0\0\0\x0cjP  "sv},
                                Signature{ImageFormat::Jpeg2000, "JPEG 2000", "\xff\x4f\xff\x51"sv},
                                Signature{ImageFormat::Other, "AVIF", "ftypavif"sv, 4},
                                Signature{ImageFormat::Other, "AVIF", "ftypavis"sv, 4},
                                Signature{ImageFormat::Other, "HEIF", "ftyphei"sv, 4},
                                Signature{ImageFormat::Other, "HEIF", "ftyphev"sv, 4},
                                Signature{ImageFormat::Other, "HEIF", "ftypmif1"sv, 4},
                                Signature{ImageFormat::Other, "HEIF", "ftypmsf1"sv, 4},
                                Signature{ImageFormat::Other, "JPEG XL", "\xff\x0a"sv},
                                Signature{ImageFormat::Other, "JPEG XL", "\0\0\0\x0cJXL "sv},
                                Signature{ImageFormat::Other, "OpenEXR", "\x76\x2f\x31\x01"sv},
                                Signature{ImageFormat::Other, "Radiance HDR", "#?RADIANCE"sv},
                                Signature{ImageFormat::Other, "Radiance HDR", "#?RGBE"sv},
                                Signature{ImageFormat::Other, "Photoshop", "8BPS"sv},
                                Signature{ImageFormat::Other, "ICO", "\0\0\1\0"sv},
                                Signature{ImageFormat::Other, "DDS", "DDS "sv},
                                Signature{ImageFormat::Other, "Sun raster", "\x59\xa6\x6a\x95"sv},
                                Signature{ImageFormat::Other, "DICOM", "DICM"sv, 128},
                                Signature{ImageFormat::Other, "SVG", "<svg"sv}};
// Files that are not images but often have the extension of one.
constexpr std::array strangers{
    Signature{ImageFormat::Unknown, "an HTML page", "<!doctype html"sv},
    Signature{ImageFormat::Unknown, "an HTML page", "<html"sv},
    Signature{ImageFormat::Unknown, "an XML document", "<?xml"sv},
    Signature{ImageFormat::Unknown, "a PDF document", "%pdf-"sv},
    Signature{ImageFormat::Unknown, "a ZIP archive", "pk\3\4"sv},
    Signature{ImageFormat::Unknown, "a gzip archive", "\x1f\x8b\x08"sv},
    Signature{ImageFormat::Unknown, "an AppleDouble file (a Mac's metadata of another file)", "\0\5\x16\7"sv},
    Signature{ImageFormat::Unknown, "a Git LFS pointer; run git lfs pull", "version https://git-lfs"sv}};

// In any build, because BMP, TIFF and PNM files of a dataset should be reported where they cannot be read.
constexpr std::array endings{"jpg"sv, "jpeg"sv, "jpe"sv, "jfif"sv, "png"sv, "webp"sv,
                             "gif"sv, "bmp"sv,  "tif"sv, "tiff"sv, "ppm"sv, "pgm"sv};
constexpr std::array commonEndings{"jpg"sv, "jpeg"sv, "png"sv, "bmp"sv, "webp"sv};

char lowered(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

std::string_view textOf(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

const Signature* signatureOf(std::span<const std::uint8_t> bytes) {
    const std::string_view text = textOf(bytes);
    for (const Signature& one : signatures)
        if (text.size() > one.at && text.substr(one.at).starts_with(one.text) && text.starts_with(one.before))
            return &one;
    // Letters alone are weak signatures.
    static constexpr Signature netpbm{ImageFormat::Netpbm, "PNM", "P"}, bmp{ImageFormat::Bmp, "BMP", "BM"};
    if (text.size() > 2 && text[0] == 'P' && text[1] >= '1' && text[1] <= '6' &&
        (std::isspace(static_cast<unsigned char>(text[2])) != 0 || text[2] == '#'))
        return &netpbm;
    return text.starts_with("BM"sv) ? &bmp : nullptr;
}

const Signature* strangerOf(std::span<const std::uint8_t> bytes) {
    const std::string_view text = textOf(bytes);
    for (const Signature& one : strangers)
        if (text.size() >= one.text.size() &&
            std::equal(one.text.begin(), one.text.end(), text.begin(), [](char a, char b) { return a == lowered(b); }))
            return &one;
    return nullptr;
}

// In lower case; empty if there is none.
std::string endingOf(std::string_view fileName) {
    const auto dot = fileName.rfind('.');
    if (dot == std::string_view::npos || dot == 0)
        return {};
    std::string ending(fileName.substr(dot + 1));
    std::transform(ending.begin(), ending.end(), ending.begin(), lowered);
    return ending;
}

}  // namespace

ImageFormat formatOf(std::span<const std::uint8_t> bytes) {
    const Signature* found = signatureOf(bytes);
    return found ? found->format : ImageFormat::Unknown;
}

std::string_view formatName(std::span<const std::uint8_t> bytes) {
    const Signature* found = signatureOf(bytes);
    if (!found)
        found = strangerOf(bytes);
    return found ? found->name : std::string_view();
}

bool isRead(ImageFormat format) {
    switch (format) {
        case ImageFormat::Jpeg:
        case ImageFormat::Png:
        case ImageFormat::WebP:
        case ImageFormat::Gif:
            return true;
        case ImageFormat::Bmp:
        case ImageFormat::Tiff:
        case ImageFormat::Jpeg2000:
        case ImageFormat::Netpbm:
#ifndef ISONET_NO_IMGCODECS
            return true;
#endif
        case ImageFormat::Unknown:
        case ImageFormat::Other:
            break;
    }
    return false;
}

std::string unreadFormat(std::span<const std::uint8_t> bytes, const std::string& name) {
    const std::string format(formatName(bytes));
    switch (formatOf(bytes)) {
        case ImageFormat::Unknown:
            return name +
                   (format.empty() ? " cannot be decoded: unknown image format" : " is not an image but " + format);
        case ImageFormat::Other:
            return name + ": " + format + " is not supported; convert it to JPEG or PNG";
        default:
            return name + ": " + format +
                   " is not supported by this build, which reads JPEG, PNG, WebP and GIF; convert it, or build with "
                   "ISONET_IMGCODECS=ON";
    }
}

bool isImageName(std::string_view fileName) {
    return std::ranges::find(endings, endingOf(fileName)) != endings.end();
}

bool isCommonImageName(std::string_view fileName) {
    return std::ranges::find(commonEndings, endingOf(fileName)) != commonEndings.end();
}

std::string imageEndings() {
    std::string text;
    for (const auto ending : endings)
        text += (text.empty() ? "" : ", ") + std::string(ending);
    return text;
}

}  // namespace isonet::training
