#include "training/data/images/ImageWriter.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
// after <cstdio>, which it needs
#include <jpeglib.h>
#include <png.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <system_error>

#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"
#ifndef ISONET_NO_IMGCODECS
#include "training/data/images/OpenCvFormats.h"
#endif

namespace isonet::training {
namespace {

constexpr int usualQuality = 95;

std::string lowerExtension(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

// libjpeg's errors must not return: compress() jumps back into itself. It owns no objects with destructors.
struct JpegErrors {
    jpeg_error_mgr manager;
    std::jmp_buf jump;
};

bool compress(const PixelView& pixels, int quality, unsigned char*& bytes, unsigned long& size) {
    jpeg_compress_struct state{};
    JpegErrors errors;
    state.err = jpeg_std_error(&errors.manager);
    state.client_data = &errors;
    errors.manager.error_exit = [](j_common_ptr failed) {
        std::longjmp(static_cast<JpegErrors*>(failed->client_data)->jump, 1);
    };
    errors.manager.output_message = [](j_common_ptr) {};
    if (setjmp(errors.jump)) {
        jpeg_destroy_compress(&state);
        return false;
    }
    jpeg_create_compress(&state);
    jpeg_mem_dest(&state, &bytes, &size);
    state.image_width = static_cast<JDIMENSION>(pixels.width);
    state.image_height = static_cast<JDIMENSION>(pixels.height);
    state.input_components = 3;
    state.in_color_space = JCS_EXT_BGR;
    jpeg_set_defaults(&state);
    jpeg_set_quality(&state, quality, TRUE);
    jpeg_start_compress(&state, TRUE);
    while (state.next_scanline < state.image_height) {
        auto* row =
            const_cast<JSAMPROW>(pixels.data + static_cast<std::ptrdiff_t>(state.next_scanline) * pixels.stride);
        jpeg_write_scanlines(&state, &row, 1);
    }
    jpeg_finish_compress(&state);
    jpeg_destroy_compress(&state);
    return true;
}

}  // namespace

std::vector<std::uint8_t> encodeJpeg(const PixelView& pixels, int quality) {
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    const bool good = compress(pixels, quality, bytes, size);
    const std::unique_ptr<unsigned char, void (*)(void*)> owner(bytes, std::free);
    if (!good)
        throw DataError("an image of " + std::to_string(pixels.width) + "x" + std::to_string(pixels.height) +
                        " pixels cannot be encoded as JPEG; accepted: 1 to 65,500 in each direction");
    return {bytes, bytes + size};
}

std::vector<std::uint8_t> encodePng(const PixelView& pixels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(pixels.width);
    image.height = static_cast<png_uint_32>(pixels.height);
    image.format = PNG_FORMAT_BGR;
    const auto stride = static_cast<png_int_32>(pixels.stride);
    std::vector<std::uint8_t> bytes(PNG_IMAGE_PNG_SIZE_MAX(image));
    png_alloc_size_t size = bytes.size();
    if (!png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data, stride, nullptr))
        throw DataError("an image of " + std::to_string(pixels.width) + "x" + std::to_string(pixels.height) +
                        " pixels cannot be encoded as PNG: " + image.message);
    bytes.resize(size);
    return bytes;
}

void writeImageFile(const std::filesystem::path& file, const PixelView& pixels) {
    const std::string extension = lowerExtension(file);
    std::vector<std::uint8_t> bytes;
    if (extension == ".jpg" || extension == ".jpeg") {
        bytes = encodeJpeg(pixels, usualQuality);
    } else if (extension == ".png") {
        bytes = encodePng(pixels);
    } else {
#ifndef ISONET_NO_IMGCODECS
        writeWithOpenCv(pixels, file);
        return;
#else
        throw DataError(file.string() + " cannot be written: this build writes .jpg, .jpeg and .png; use one of them");
#endif
    }
    try {
        base::replaceFile(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    } catch (const std::system_error& error) {
        throw DataError(file.string() + " cannot be written: " + error.code().message() +
                        ". Check that the folder exists and the disk is not full.");
    }
}

}  // namespace isonet::training
