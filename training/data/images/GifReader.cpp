#include "training/data/images/GifReader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageLimits.h"
#include "training/data/images/PixelBuffer.h"

namespace isonet::training {
namespace {

constexpr int mostCodeBits = 12;

// Reads the file from front to back.
class GifBytes {
public:
    GifBytes(std::span<const std::uint8_t> bytes, const std::string& name) : rest_(bytes), name_(name) {}

    std::span<const std::uint8_t> take(std::size_t count) {
        if (count > rest_.size())
            throw ImageError(name_ + " is truncated: its data ends early", ImageFault::Truncated);
        const auto taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }
    int byte() { return take(1)[0]; }
    int number() {
        const int low = byte();
        return low + 256 * byte();
    }
    [[noreturn]] void fail(const char* what) const {
        throw ImageError(name_ + " cannot be decoded: its data is corrupt (" + what + ")");
    }

private:
    std::span<const std::uint8_t> rest_;
    const std::string& name_;
};

// The codes of a frame, which are in blocks of at most 255 bytes.
class GifCodes {
public:
    explicit GifCodes(GifBytes& bytes) : bytes_(bytes) {}

    // Nothing after the last block.
    std::optional<int> next(int bits) {
        while (held_ < bits) {
            if (block_.empty()) {
                const int size = bytes_.byte();
                if (size == 0)
                    return std::nullopt;
                block_ = bytes_.take(static_cast<std::size_t>(size));
            }
            pool_ |= static_cast<unsigned>(block_.front()) << held_;
            block_ = block_.subspan(1);
            held_ += 8;
        }
        const auto code = static_cast<int>(pool_ & ((1u << bits) - 1));
        pool_ >>= bits;
        held_ -= bits;
        return code;
    }

private:
    GifBytes& bytes_;
    std::span<const std::uint8_t> block_;
    unsigned pool_ = 0;
    int held_ = 0;
};

// Decodes the palette indices of a frame into `out`, one after another. Returns how many there were.
std::size_t decodeLzw(GifBytes& bytes, std::span<std::uint8_t> out) {
    const int rootBits = bytes.byte();
    if (rootBits < 1 || rootBits >= mostCodeBits)
        bytes.fail("code size");
    const int clear = 1 << rootBits, end = clear + 1;
    constexpr int capacity = 1 << mostCodeBits;
    std::array<std::uint16_t, capacity> prefix{};
    std::array<std::uint8_t, capacity> last{}, reversed{};
    GifCodes codes(bytes);
    int bits = rootBits + 1, used = clear + 2, previous = -1;
    std::uint8_t first = 0;
    std::size_t written = 0;
    while (written < out.size()) {
        const auto next = codes.next(bits);
        if (!next || *next == end)
            break;
        if (*next == clear) {
            bits = rootBits + 1;
            used = clear + 2;
            previous = -1;
            continue;
        }
        if (*next > used || (*next == used && previous < 0) || (previous < 0 && *next >= clear))
            bytes.fail("invalid code");
        int code = *next;
        std::size_t length = 0;
        if (code == used) {  // the string that this code completes
            reversed[length++] = first;
            code = previous;
        }
        for (; code >= clear; code = prefix[static_cast<std::size_t>(code)])
            reversed[length++] = last[static_cast<std::size_t>(code)];
        first = static_cast<std::uint8_t>(code);
        reversed[length++] = first;
        while (length > 0 && written < out.size())
            out[written++] = reversed[--length];
        if (previous >= 0 && used < capacity) {
            prefix[static_cast<std::size_t>(used)] = static_cast<std::uint16_t>(previous);
            last[static_cast<std::size_t>(used)] = first;
            if (++used == 1 << bits && bits < mostCodeBits)
                ++bits;
        }
        previous = *next;
    }
    return written;
}

using Palette = std::array<std::array<std::uint8_t, 3>, 256>;  // red, green, blue

void readPalette(GifBytes& bytes, int flags, Palette& palette) {
    if ((flags & 0x80) == 0)
        return;
    for (int i = 0; i < 2 << (flags & 7); ++i) {
        const auto color = bytes.take(3);
        std::copy(color.begin(), color.end(), palette[static_cast<std::size_t>(i)].begin());
    }
}

// Row `i` of the stored order of `height` interlaced rows: every 8th, the 8th between, the 4th, the 2nd.
int interlacedRow(int i, int height) {
    for (const auto& [start, step] : {std::pair(0, 8), std::pair(4, 8), std::pair(2, 4), std::pair(1, 2)}) {
        const int rows = height > start ? (height - start + step - 1) / step : 0;
        if (i < rows)
            return start + i * step;
        i -= rows;
    }
    return 0;
}

struct GifFrame {
    int left, top, width, height;
    bool interlaced;
};

}  // namespace

DecodedPart readGif(std::span<const std::uint8_t> bytes, bool gray, const std::string& name) {
    constexpr int extension = 0x21, frameBegin = 0x2c, control = 0xf9;
    thread_local PixelBuffer canvas, indices;
    GifBytes file(bytes, name);
    file.take(6);
    int width = file.number(), height = file.number();
    const int screen = file.byte();
    file.take(2);
    Palette palette;
    for (std::size_t i = 0; i < palette.size(); ++i)
        palette[i].fill(static_cast<std::uint8_t>(i));  // without a palette: gray
    readPalette(file, screen, palette);
    int around = 0;
    int block = file.byte();
    for (; block == extension; block = file.byte()) {
        const int label = file.byte();
        for (int size = file.byte(); size > 0; size = file.byte()) {
            const auto data = file.take(static_cast<std::size_t>(size));
            if (label == control && data.size() >= 4 && (data[0] & 1) != 0)
                around = data[3];
        }
    }
    if (block != frameBegin)
        file.fail("it has no frame");
    GifFrame frame{};
    frame.left = file.number();
    frame.top = file.number();
    frame.width = file.number();
    frame.height = file.number();
    const int flags = file.byte();
    frame.interlaced = (flags & 0x40) != 0;
    readPalette(file, flags, palette);
    width = std::max(width, frame.left + frame.width);
    height = std::max(height, frame.top + frame.height);
    if (frame.width < 1 || frame.height < 1)
        file.fail("its frame is empty");
    checkImageSize(width, height, name);

    const std::size_t count = static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height);
    std::uint8_t* stored = indices.take(count);
    if (decodeLzw(file, {stored, count}) < count)
        throw ImageError(name + " is truncated: its data ends early", ImageFault::Truncated);
    const int channels = gray ? 1 : 3;
    std::array<std::array<std::uint8_t, 3>, 256> shown;  // blue, green, red, or gray
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto& [red, green, blue] = palette[i];
        shown[i] = {blue, green, red};
        if (gray)
            shown[i][0] = static_cast<std::uint8_t>((299 * red + 587 * green + 114 * blue + 500) / 1000);
    }
    const std::ptrdiff_t stride = std::ptrdiff_t{width} * channels;
    std::uint8_t* pixels = canvas.take(static_cast<std::size_t>(stride) * static_cast<std::size_t>(height));
    const auto fill = [&](std::uint8_t* out, std::uint8_t index) { std::copy_n(shown[index].begin(), channels, out); };
    if (frame.width < width || frame.height < height)
        for (std::ptrdiff_t i = 0; i < std::ptrdiff_t{width} * height; ++i)
            fill(pixels + i * channels, static_cast<std::uint8_t>(around));
    for (int i = 0; i < frame.height; ++i) {
        const int y = frame.top + (frame.interlaced ? interlacedRow(i, frame.height) : i);
        std::uint8_t* out = pixels + y * stride + std::ptrdiff_t{frame.left} * channels;
        for (int x = 0; x < frame.width; ++x, out += channels)
            fill(out, *stored++);
    }
    return {{pixels, stride, width, height, channels}, 0, 0};
}

}  // namespace isonet::training
