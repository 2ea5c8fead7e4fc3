#include "training/data/images/ImageDecoder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string_view>

#ifndef ISONET_NO_IMGCODECS
#include "training/data/images/OpenCvFormats.h"
#endif
#include "training/data/images/PngReader.h"
#include "training/data/images/WebPReader.h"

namespace isonet::training {
namespace {

#ifndef ISONET_NO_IMGCODECS
constexpr std::array<std::string_view, 5> endings{"jpg", "jpeg", "png", "bmp", "webp"};
#else
constexpr std::array<std::string_view, 4> endings{"jpg", "jpeg", "png", "webp"};
#endif
constexpr std::size_t largestFile = std::size_t{1} << 30;

class Descriptor {
public:
    explicit Descriptor(const std::filesystem::path& file) : value(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor() {
        if (value >= 0)
            ::close(value);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    const int value;
};

[[noreturn]] void unreadable(const std::filesystem::path& file, int error) {
    throw ImageError(file.string() + " cannot be read: " + std::strerror(error));
}

}  // namespace

void readImageFile(const std::filesystem::path& file, std::vector<std::uint8_t>& bytes) {
    const Descriptor descriptor(file);
    struct stat status {};
    if (descriptor.value < 0 || ::fstat(descriptor.value, &status) != 0)
        unreadable(file, errno);
    if (!S_ISREG(status.st_mode))
        throw ImageError(file.string() + " is not a file");
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0)
        throw ImageError(file.string() + " is empty");
    if (size > largestFile)
        throw ImageError(file.string() + " is larger than 1 GiB");
    bytes.resize(size);
    for (std::size_t done = 0; done < size;) {
        const ssize_t got = ::read(descriptor.value, bytes.data() + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            unreadable(file, errno);
        if (got == 0)
            throw ImageError(file.string() + " was truncated while being read");
        done += static_cast<std::size_t>(got);
    }
}

DecodedPart decodeImage(std::span<const std::uint8_t> bytes, const ImageHeader& header, const PixelBox& part, bool gray,
                        int denominator, const std::string& name) {
    if (!header.complete)
        throw ImageError(name + " is truncated: its end is missing");
    if (header.format == ImageHeader::Format::Jpeg)
        return readJpegPart(bytes, part, gray, denominator, name);
    if (header.format == ImageHeader::Format::Png)
        return readPng(bytes, gray, name);
    if (header.format == ImageHeader::Format::WebP)
        return readWebP(bytes, gray, name);
#ifndef ISONET_NO_IMGCODECS
    return decodeWithOpenCv(bytes, header, gray, name);
#else
    throw ImageError(unreadFormat(bytes, name));
#endif
}

std::string unreadFormat(std::span<const std::uint8_t> bytes, const std::string& name) {
    const std::string_view format = formatName(bytes);
    if (format.empty())
        return name + " cannot be decoded: unknown image format";
    return name + " is a " + std::string(format) +
           " image; this build reads JPEG, PNG and WebP. Convert it, or build with ISONET_IMGCODECS=ON.";
}

bool isImageName(std::string_view fileName) {
    const auto dot = fileName.rfind('.');
    if (dot == std::string_view::npos || dot == 0)
        return false;
    std::string ending(fileName.substr(dot + 1));
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

std::string imageEndings() {
    std::string text;
    for (const auto ending : endings)
        text += (text.empty() ? "" : ", ") + std::string(ending);
    return text;
}

}  // namespace isonet::training
