#include "training/data/images/OpenCvFormats.h"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

#include "training/data/images/ImageDecoder.h"
#include "training/data/images/TiffDirectory.h"

namespace isonet::training {

DecodedPart decodeWithOpenCv(std::span<const std::uint8_t> bytes, const ImageHeader& header, bool gray,
                             const std::string& name) {
    // Errors are thrown; OpenCV also writes warnings to the terminal.
    static const auto quiet = cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    static_cast<void>(quiet);
    constexpr int bitsTag = 258, most = 16;
    if (header.format == ImageFormat::Tiff)
        if (const std::int64_t bits = TiffDirectory(bytes).value(bitsTag).value_or(1); bits > most)
            throw ImageError(name + ": TIFF with " + std::to_string(bits) +
                                 "-bit samples is not supported; convert it to 8 or 16 bits",
                             ImageFault::Unsupported);
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
        throw ImageError(name + " cannot be decoded: its data is corrupt, or of a kind that OpenCV does not read");
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
