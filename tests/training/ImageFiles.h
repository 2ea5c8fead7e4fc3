// Image files and datasets for tests: images with four colored quarters, which reveal their orientation, in all
// formats.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace isonet::test {

using Bytes = std::vector<std::uint8_t>;
using Color = std::array<int, 3>;  // red, green, blue

// Top left, top right, bottom left, bottom right.
inline constexpr std::array<Color, 4> quarterColors{{{200, 40, 30}, {40, 160, 60}, {30, 60, 190}, {240, 230, 220}}};

// An image from the color of each pixel, encoded by extension: ".png", ".jpg" (quality 95), ".bmp", ".webp".
Bytes encoded(int width, int height, const std::string& ending, const std::function<Color(int x, int y)>& colorAt);
Bytes quarters(int width, int height, const std::string& ending);
// A JPEG or PNG with the EXIF orientation added.
Bytes turned(const Bytes& image, int orientation);
// The pixels as decoded and rotated by OpenCV, encoded as PNG.
Bytes uprightPng(const Bytes& image);

void writeBytes(const std::filesystem::path& file, const Bytes& bytes);
// FOLDER/<class>/<n>.jpg for each class, 40x30 pixels: class c is gray 30 c to 30 c + 9, varying by image.
void writeClassFolders(const std::filesystem::path& folder, const std::vector<std::string>& classes, int images);
using Entries = std::vector<std::pair<std::string, Bytes>>;  // names and contents of files
// A compressed archive of these files, like `tar -czf` and `zip`.
void writeTarGz(const std::filesystem::path& file, const Entries& entries);
void writeZip(const std::filesystem::path& file, const Entries& entries);

// Pixels of small images whose place, channel and number can be told from their value, stored by rows or by columns.
constexpr std::uint8_t rampAt(int image, int x, int y, int channel = 0) {
    return static_cast<std::uint8_t>(image + 3 * x + 5 * y + 50 * channel);
}
Bytes ramps(int count, int channels, int side, bool columns);

}  // namespace isonet::test
