#include "training/data/images/OpenCvFormats.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "training/data/images/ImageDecoder.h"

namespace isonet::training {

DecodedPart decodeWithOpenCv(std::span<const std::uint8_t> bytes, const ImageHeader& header, bool gray,
                             const std::string& name) {
    thread_local cv::Mat pixels;
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

void writeWithOpenCv(const PixelView& pixels, const std::filesystem::path& file) {
    const cv::Mat image(pixels.height, pixels.width, CV_8UC3, const_cast<std::uint8_t*>(pixels.data),
                        static_cast<std::size_t>(pixels.stride));
    bool written = false;
    try {
        written = cv::imwrite(file.string(), image);
    } catch (const cv::Exception& error) {
        throw DataError(file.string() + " cannot be written: " + error.err);
    }
    if (!written)
        throw DataError(file.string() + " cannot be written. Check that the folder exists and the disk is not full.");
}

}  // namespace isonet::training
