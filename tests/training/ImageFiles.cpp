#include "ImageFiles.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <stdexcept>

namespace isonet::test {
namespace {

void insert(Bytes& bytes, std::size_t at, const Bytes& more) {
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
}

Bytes tiffWith(int orientation) {
    return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, static_cast<std::uint8_t>(orientation),
            0,   0,   0, 0,  0, 0};
}

Bytes bigEndian(std::uint32_t value) {
    return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
            static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

}  // namespace

Bytes encoded(int width, int height, const std::string& ending, const std::function<Color(int x, int y)>& colorAt) {
    cv::Mat pixels(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const Color color = colorAt(x, y);
            pixels.at<cv::Vec3b>(y, x) =
                cv::Vec3b(static_cast<uchar>(color[2]), static_cast<uchar>(color[1]), static_cast<uchar>(color[0]));
        }
    Bytes bytes;
    std::vector<int> options;
    if (ending == ".webp")
        options = {cv::IMWRITE_WEBP_QUALITY, 101};  // above 100: lossless
    if (!cv::imencode(ending, pixels, bytes, options))
        throw std::runtime_error("cannot encode " + ending);
    return bytes;
}

Bytes quarters(int width, int height, const std::string& ending) {
    return encoded(width, height, ending, [=](int x, int y) {
        return quarterColors[static_cast<std::size_t>((y >= height / 2 ? 2 : 0) + (x >= width / 2 ? 1 : 0))];
    });
}

Bytes turned(const Bytes& image, int orientation) {
    Bytes result = image;
    Bytes tiff = tiffWith(orientation);
    if (image.at(0) == 0xff) {
        Bytes segment{0xff, 0xe1, 0, static_cast<std::uint8_t>(tiff.size() + 8), 'E', 'x', 'i', 'f', 0, 0};
        insert(segment, segment.size(), tiff);
        insert(result, 2, segment);
        return result;
    }
    Bytes named{'e', 'X', 'I', 'f'};
    insert(named, named.size(), tiff);
    Bytes chunk = bigEndian(static_cast<std::uint32_t>(tiff.size()));
    insert(chunk, chunk.size(), named);
    insert(chunk, chunk.size(),
           bigEndian(static_cast<std::uint32_t>(crc32(0, named.data(), static_cast<uInt>(named.size())))));
    insert(result, 33, chunk);  // after IHDR
    return result;
}

Bytes uprightPng(const Bytes& image) {
    Bytes bytes;
    if (!cv::imencode(".png", cv::imdecode(image, cv::IMREAD_COLOR), bytes))
        throw std::runtime_error("cannot encode");
    return bytes;
}

void writeBytes(const std::filesystem::path& file, const Bytes& bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!stream.flush())
        throw std::runtime_error("cannot write " + file.string());
}

void writeClassFolders(const std::filesystem::path& folder, const std::vector<std::string>& classes, int images) {
    for (std::size_t label = 0; label < classes.size(); ++label)
        for (int i = 0; i < images; ++i) {
            const int gray = 30 * static_cast<int>(label) + i % 10;
            writeBytes(folder / classes[label] / (std::to_string(i) + ".jpg"),
                       encoded(40, 30, ".jpg", [gray](int, int) {
                           return Color{gray, gray, gray};
                       }));
        }
}

namespace {

void writeEntries(archive* writer, const std::filesystem::path& file, const Entries& entries) {
    bool good = archive_write_open_filename(writer, file.c_str()) == ARCHIVE_OK;
    for (const auto& [name, bytes] : entries) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        good = good && archive_write_header(writer, entry) == ARCHIVE_OK &&
               archive_write_data(writer, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size());
        archive_entry_free(entry);
    }
    good = archive_write_close(writer) == ARCHIVE_OK && good;
    archive_write_free(writer);
    if (!good)
        throw std::runtime_error("cannot write " + file.string());
}

}  // namespace

void writeTarGz(const std::filesystem::path& file, const Entries& entries) {
    archive* writer = archive_write_new();
    archive_write_add_filter_gzip(writer);
    archive_write_set_format_ustar(writer);
    writeEntries(writer, file, entries);
}

void writeZip(const std::filesystem::path& file, const Entries& entries) {
    archive* writer = archive_write_new();
    archive_write_set_format_zip(writer);
    writeEntries(writer, file, entries);
}

Bytes ramps(int count, int channels, int side, bool columns) {
    Bytes bytes;
    for (int i = 0; i < count; ++i)
        for (int channel = 0; channel < channels; ++channel)
            for (int outer = 0; outer < side; ++outer)
                for (int inner = 0; inner < side; ++inner)
                    bytes.push_back(rampAt(i, columns ? outer : inner, columns ? inner : outer, channel));
    return bytes;
}

}  // namespace isonet::test
