// Image files and data sets for tests: pictures of four coloured quarters, which tell how a picture lies, in files of
// every kind.
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
using Colour = std::array<int, 3>;  // red, green, blue

// Top left, top right, bottom left, bottom right.
inline constexpr std::array<Colour, 4> quarterColours{{{200, 40, 30}, {40, 160, 60}, {30, 60, 190}, {240, 230, 220}}};

// A picture from the colour of each pixel, encoded as the ending says: ".png", ".jpg" (quality 95), ".bmp", ".webp".
Bytes encoded(int width, int height, const std::string& ending, const std::function<Colour(int x, int y)>& colourAt);
Bytes quarters(int width, int height, const std::string& ending);
// With EXIF's orientation added: JPEG or PNG.
Bytes turned(const Bytes& image, int orientation);
// The pixels as OpenCV decodes and turns them, encoded again as PNG.
Bytes uprightPng(const Bytes& image);

void writeBytes(const std::filesystem::path& file, const Bytes& bytes);
// FOLDER/<class>/<n>.jpg for each class, of 40x30 pixels: class c is gray 30 c to 30 c + 9, image by image.
void writeClassFolders(const std::filesystem::path& folder, const std::vector<std::string>& classes, int images);
// A packed archive of these files, as `tar -czf` makes it.
void writeTarGz(const std::filesystem::path& file, const std::vector<std::pair<std::string, Bytes>>& entries);

}  // namespace isonet::test
