#include "training/data/images/PngReader.h"

#include <png.h>

#include <csetjmp>
#include <cstring>
#include <vector>

#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageLimits.h"
#include "training/data/images/PixelBuffer.h"

namespace isonet::training {
namespace {

// libpng reports errors through a callback that must not return. Each method below jumps back into itself and then
// throws; there are no objects with destructors in between.
class PngDecoder {
public:
    PngDecoder(std::span<const std::uint8_t> bytes, const std::string& name) : name_(name), rest_(bytes) {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, onError, [](png_structp, png_const_charp) {});
        info_ = png_ ? png_create_info_struct(png_) : nullptr;
        if (!info_) {
            png_destroy_read_struct(&png_, &info_, nullptr);
            throw ImageError(name_ + " cannot be decoded: libpng is out of memory", ImageFault::TooLarge);
        }
    }
    ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
    PngDecoder(const PngDecoder&) = delete;
    PngDecoder& operator=(const PngDecoder&) = delete;

    void begin(bool gray) {
        if (setjmp(jump_))
            fail();
        png_set_read_fn(png_, this, onRead);
        png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // mostImagePixels is checked instead
        png_set_chunk_malloc_max(png_, mostMetadata);
        png_read_info(png_, info_);
        const int type = png_get_color_type(png_, info_), bits = png_get_bit_depth(png_, info_);
        png_set_strip_alpha(png_);
        if (bits == 16)
            png_set_strip_16(png_);
        if (type == PNG_COLOR_TYPE_PALETTE)
            png_set_palette_to_rgb(png_);
        const bool colored = (type & PNG_COLOR_MASK_COLOR) != 0;
        if (!colored && bits < 8)
            png_set_expand_gray_1_2_4_to_8(png_);
        if (gray)
            png_set_rgb_to_gray(png_, PNG_ERROR_ACTION_NONE, 0.299, 0.587);
        else if (colored)
            png_set_bgr(png_);
        else
            png_set_gray_to_rgb(png_);
        png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
        width_ = png_get_image_width(png_, info_);
        height_ = png_get_image_height(png_, info_);
        rowBytes_ = png_get_rowbytes(png_, info_);
    }

    std::int64_t width() const { return width_; }
    std::int64_t height() const { return height_; }
    std::size_t rowBytes() const { return rowBytes_; }

    void read(png_bytepp rows) {
        if (setjmp(jump_))
            fail();
        png_read_image(png_, rows);
        png_read_end(png_, nullptr);
    }

private:
    static void onError(png_structp png, png_const_charp text) {
        auto* self = static_cast<PngDecoder*>(png_get_error_ptr(png));
        std::strncpy(self->error_, text, sizeof self->error_ - 1);
        std::longjmp(self->jump_, 1);
    }
    static void onRead(png_structp png, png_bytep out, std::size_t count) {
        auto* self = static_cast<PngDecoder*>(png_get_io_ptr(png));
        if (count > self->rest_.size())
            png_error(png, "its data ends early");
        std::memcpy(out, self->rest_.data(), count);
        self->rest_ = self->rest_.subspan(count);
    }
    [[noreturn]] void fail() { throw ImageError(name_ + " cannot be decoded: its data is corrupt (" + error_ + ")"); }

    const std::string& name_;
    std::span<const std::uint8_t> rest_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    std::jmp_buf jump_;
    char error_[128] = "";
    std::int64_t width_ = 0, height_ = 0;
    std::size_t rowBytes_ = 0;
};

}  // namespace

DecodedPart readPng(std::span<const std::uint8_t> bytes, bool gray, const std::string& name) {
    thread_local PixelBuffer buffer;
    thread_local std::vector<png_bytep> rows;
    PngDecoder decoder(bytes, name);
    decoder.begin(gray);
    const int channels = gray ? 1 : 3;
    checkImageSize(decoder.width(), decoder.height(), name);
    if (decoder.rowBytes() != static_cast<std::size_t>(decoder.width() * channels))
        throw ImageError(name + " cannot be decoded: it has an unknown kind of pixels", ImageFault::Unsupported);
    std::uint8_t* pixels = buffer.take(decoder.rowBytes() * static_cast<std::size_t>(decoder.height()));
    rows.resize(static_cast<std::size_t>(decoder.height()));
    for (std::size_t y = 0; y < rows.size(); ++y)
        rows[y] = pixels + y * decoder.rowBytes();
    decoder.read(rows.data());
    return {{pixels, static_cast<std::ptrdiff_t>(decoder.rowBytes()), static_cast<int>(decoder.width()),
             static_cast<int>(decoder.height()), channels},
            0,
            0};
}

}  // namespace isonet::training
