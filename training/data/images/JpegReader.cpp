#include "training/data/images/JpegReader.h"

#include <csetjmp>
#include <cstddef>
#include <cstdio>
// after <cstdio>, which it needs
#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>

#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageLimits.h"
#include "training/data/images/PixelBuffer.h"

namespace isonet::training {
namespace {

constexpr int mostScans = 200;  // of a progressive JPEG; encoders write about ten. Each scan costs time for every block
constexpr int margin = 2;       // pixels: chroma is interpolated across the edge of the part

// libjpeg reports errors through a callback that must not return. Each method below jumps back into itself and then
// throws; there are no objects with destructors in between.
class Decompressor {
public:
    Decompressor(std::span<const std::uint8_t> bytes, const std::string& name) : name_(name) {
        state_.err = jpeg_std_error(&errors_);
        state_.client_data = this;
        errors_.error_exit = [](j_common_ptr state) { std::longjmp(self(state)->jump_, 1); };
        errors_.emit_message = [](j_common_ptr state, int level) {
            if (level < 0 && state->err->msg_code == JWRN_JPEG_EOF)
                self(state)->cut_ = true;
        };
        errors_.output_message = [](j_common_ptr) {};
        if (setjmp(jump_)) {
            jpeg_destroy_decompress(&state_);  // the destructor does not run after a failed constructor
            fail();
        }
        jpeg_create_decompress(&state_);
        state_.mem->max_memory_to_use = static_cast<long>(mostDecoderMemory);
        progress_.progress_monitor = [](j_common_ptr state) {
            if (reinterpret_cast<j_decompress_ptr>(state)->input_scan_number > mostScans) {
                self(state)->scans_ = true;
                std::longjmp(self(state)->jump_, 1);
            }
        };
        state_.progress = &progress_;
        jpeg_mem_src(&state_, bytes.data(), bytes.size());
        jpeg_read_header(&state_, TRUE);
    }
    ~Decompressor() { jpeg_destroy_decompress(&state_); }
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;

    void begin(bool gray, int denominator, const PixelBox& part) {
        checkImageSize(state_.image_width, state_.image_height, name_);
        if (setjmp(jump_))
            fail();
        cmyk_ = state_.num_components == 4;
        state_.out_color_space = cmyk_ ? JCS_CMYK : gray ? JCS_GRAYSCALE : JCS_EXT_BGR;
        state_.scale_num = 1;
        state_.scale_denom = static_cast<unsigned>(denominator);
        jpeg_start_decompress(&state_);
        const auto width = static_cast<int>(state_.output_width), height = static_cast<int>(state_.output_height);
        left_ = static_cast<unsigned>(std::clamp(part.left / denominator - margin, 0, width - 1));
        const int right = std::clamp(part.right / denominator + 1 + margin, static_cast<int>(left_) + 1, width);
        columns_ = static_cast<unsigned>(right) - left_;
        if (columns_ < state_.output_width)
            jpeg_crop_scanline(&state_, &left_, &columns_);  // widens to full blocks
        top_ = static_cast<unsigned>(std::clamp(part.top / denominator - margin, 0, height - 1));
        const int bottom = std::clamp(part.bottom / denominator + 1 + margin, static_cast<int>(top_) + 1, height);
        rows_ = static_cast<unsigned>(bottom) - top_;
    }

    std::size_t rowBytes() const {
        return static_cast<std::size_t>(columns_) * static_cast<std::size_t>(state_.output_components);
    }
    unsigned columns() const { return columns_; }
    unsigned rows() const { return rows_; }
    int left() const { return static_cast<int>(left_); }
    int top() const { return static_cast<int>(top_); }
    bool cmyk() const { return cmyk_; }
    int components() const { return state_.output_components; }

    void read(std::uint8_t* pixels) {
        if (setjmp(jump_))
            fail();
        if (top_ > 0)
            jpeg_skip_scanlines(&state_, top_);
        unsigned done = 0;
        while (done < rows_ && !cut_) {
            JSAMPROW rows[8];
            const unsigned wanted = std::min(8u, rows_ - done);
            for (unsigned i = 0; i < wanted; ++i)
                rows[i] = pixels + (done + i) * rowBytes();
            done += jpeg_read_scanlines(&state_, rows, wanted);
        }
        if (cut_)
            fail();
    }

private:
    static Decompressor* self(j_common_ptr state) { return static_cast<Decompressor*>(state->client_data); }
    [[noreturn]] void fail() {
        if (cut_)
            throw ImageError(name_ + " is truncated: its data ends early", ImageFault::Truncated);
        if (scans_)
            throw ImageError(name_ + " cannot be decoded: it has more than " + std::to_string(mostScans) + " scans");
        if (errors_.msg_code == JERR_NO_BACKING_STORE)  // all coefficients are kept between the scans
            throw ImageError(name_ + " is a progressive JPEG of " + std::to_string(state_.image_width) + " x " +
                                 std::to_string(state_.image_height) + " pixels, which takes more than " +
                                 std::to_string(mostDecoderMemory >> 20) +
                                 " MiB to decode. Save it as a baseline JPEG, or scale it down",
                             ImageFault::TooLarge);
        char text[JMSG_LENGTH_MAX] = "";
        errors_.format_message(reinterpret_cast<j_common_ptr>(&state_), text);
        throw ImageError(name_ + " cannot be decoded: " + text, faultOf(errors_.msg_code));
    }
    static ImageFault faultOf(int code) {
        switch (code) {
            case JERR_ARITH_NOTIMPL:
            case JERR_BAD_PRECISION:
            case JERR_CONVERSION_NOTIMPL:
            case JERR_NOTIMPL:
            case JERR_NOT_COMPILED:
            case JERR_SOF_UNSUPPORTED:
                return ImageFault::Unsupported;
            case JERR_IMAGE_TOO_BIG:
            case JERR_NO_BACKING_STORE:
            case JERR_OUT_OF_MEMORY:
            case JERR_WIDTH_OVERFLOW:
                return ImageFault::TooLarge;
            default:
                return ImageFault::Damaged;
        }
    }

    const std::string& name_;
    jpeg_decompress_struct state_{};
    jpeg_error_mgr errors_{};
    jpeg_progress_mgr progress_{};
    std::jmp_buf jump_;
    bool cut_ = false, scans_ = false, cmyk_ = false;
    unsigned left_ = 0, top_ = 0, columns_ = 0, rows_ = 0;
};

// Inverted CMYK: each color is the product of its ink and black.
void cmykToColors(const std::uint8_t* in, std::size_t count, bool gray, std::uint8_t* out) {
    const auto product = [](int ink, int black) { return (ink * black + 127) / 255; };
    for (std::size_t i = 0; i < count; ++i, in += 4) {
        const int red = product(in[0], in[3]), green = product(in[1], in[3]), blue = product(in[2], in[3]);
        if (gray) {
            *out++ = static_cast<std::uint8_t>((299 * red + 587 * green + 114 * blue + 500) / 1000);
            continue;
        }
        *out++ = static_cast<std::uint8_t>(blue);
        *out++ = static_cast<std::uint8_t>(green);
        *out++ = static_cast<std::uint8_t>(red);
    }
}

}  // namespace

DecodedPart readJpegPart(std::span<const std::uint8_t> bytes, const PixelBox& part, bool gray, int denominator,
                         const std::string& name) {
    thread_local PixelBuffer buffer, colors;
    Decompressor reader(bytes, name);
    reader.begin(gray, denominator, part);
    std::uint8_t* pixels = buffer.take(reader.rowBytes() * reader.rows());
    reader.read(pixels);
    int channels = reader.components();
    if (reader.cmyk()) {
        channels = gray ? 1 : 3;
        const std::size_t count = static_cast<std::size_t>(reader.columns()) * reader.rows();
        std::uint8_t* converted = colors.take(count * static_cast<std::size_t>(channels));
        cmykToColors(pixels, count, gray, converted);
        pixels = converted;
    }
    const auto width = static_cast<int>(reader.columns());
    return {{pixels, std::ptrdiff_t{width} * channels, width, static_cast<int>(reader.rows()), channels},
            reader.left(),
            reader.top()};
}

}  // namespace isonet::training
