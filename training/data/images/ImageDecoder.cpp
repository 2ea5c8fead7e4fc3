#include "training/data/images/ImageDecoder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string_view>

namespace isonet::training {
namespace {

constexpr std::array<std::string_view, 5> endings{"jpg", "jpeg", "png", "bmp", "webp"};
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
    thread_local cv::Mat pixels;
    if (!header.complete)
        throw ImageError(name + " is truncated: its end is missing");
    if (header.format == ImageHeader::Format::Jpeg)
        return readJpegPart(bytes, part, gray, denominator, name);
    pixels.release();  // imdecode leaves the previous content if it finds no decoder
    const cv::Mat file(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::uint8_t*>(bytes.data()));
    const int flags = cv::IMREAD_IGNORE_ORIENTATION | (gray ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR);
    try {
        cv::imdecode(file, flags, &pixels);
    } catch (const cv::Exception& error) {
        throw ImageError(name + " cannot be decoded: " + error.err);
    }
    if (pixels.empty())
        throw ImageError(
            name + " cannot be decoded: " +
            (header.format == ImageHeader::Format::Unknown ? "unknown image format" : "its data is corrupt"));
    return {
        {pixels.data, static_cast<std::ptrdiff_t>(pixels.step[0]), pixels.cols, pixels.rows, pixels.channels()}, 0, 0};
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
