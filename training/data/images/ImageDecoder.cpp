#include "training/data/images/ImageDecoder.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "model/base/NumberText.h"
#include "model/base/RegularFile.h"
#include "training/data/images/GifReader.h"
#include "training/data/images/ImageLimits.h"
#ifndef ISONET_NO_IMGCODECS
#include "training/data/images/OpenCvFormats.h"
#endif
#include "training/data/images/PngReader.h"
#include "training/data/images/WebPReader.h"

namespace isonet::training {
namespace {

[[noreturn]] void unreadable(const std::filesystem::path& file, int error) {
    throw ImageError(
        file.string() + (error == ENXIO || error == EISDIR ? std::string(" is not a file")
                                                           : " cannot be read: " + std::string(std::strerror(error))),
        ImageFault::Unreadable);
}

base::RegularFile opened(const std::filesystem::path& file) try {
    return base::RegularFile(file);
} catch (const std::system_error& error) {
    unreadable(file, error.code().value());
}

}  // namespace

void readImageFile(const std::filesystem::path& file, std::vector<std::uint8_t>& bytes) {
    const base::RegularFile input = opened(file);
    const auto size = static_cast<std::size_t>(input.size());
    if (size == 0)
        throw ImageError(file.string() + " is empty", ImageFault::Empty);
    if (size > largestImageFile)
        throw ImageError(file.string() + " has " + base::grouped(static_cast<std::int64_t>(size)) +
                             " bytes; accepted: at most " + base::grouped(static_cast<std::int64_t>(largestImageFile)),
                         ImageFault::TooLarge);
    bytes.resize(size);
    for (std::size_t done = 0; done < size;) {
        const ssize_t got = ::read(input.descriptor(), bytes.data() + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            unreadable(file, errno);
        if (got == 0)
            throw ImageError(file.string() + " was truncated while being read", ImageFault::Truncated);
        done += static_cast<std::size_t>(got);
    }
}

void requireDecodable(std::span<const std::uint8_t> bytes, const ImageHeader& header, const std::string& name) {
    if (!isRead(header.format)) {
        const bool unknown = header.format == ImageFormat::Unknown;
        throw ImageError(unreadFormat(bytes, name), unknown ? ImageFault::NotAnImage : ImageFault::Unsupported);
    }
    checkImageSize(header.width, header.height, name);
    if (!header.complete)
        throw ImageError(name + " is truncated: its end is missing", ImageFault::Truncated);
}

DecodedPart decodeImage(std::span<const std::uint8_t> bytes, const ImageHeader& header, const PixelBox& part, bool gray,
                        int denominator, const std::string& name) {
    requireDecodable(bytes, header, name);
    if (header.format == ImageHeader::Format::Jpeg)
        return readJpegPart(bytes, part, gray, denominator, name);
    if (header.format == ImageHeader::Format::Png)
        return readPng(bytes, gray, name);
    if (header.format == ImageHeader::Format::WebP)
        return readWebP(bytes, gray, name);
#ifndef ISONET_NO_IMGCODECS
    if (header.format != ImageHeader::Format::Gif)
        return decodeWithOpenCv(bytes, header, gray, name);
#endif
    return readGif(bytes, gray, name);
}

}  // namespace isonet::training
