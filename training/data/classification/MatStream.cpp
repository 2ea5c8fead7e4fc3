#include "training/data/classification/MatStream.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "model/base/DataError.h"

namespace isonet::training {

struct MatStream::Inflate {
    z_stream state{};
    std::vector<std::uint8_t> input = std::vector<std::uint8_t>(std::size_t{1} << 16);
    bool ended = false;

    ~Inflate() { inflateEnd(&state); }
};

MatStream::MatStream(const std::filesystem::path& file, std::uint64_t position, bool swapped, const std::string& remedy)
    : name_(file.string()), remedy_(remedy), stream_(file, std::ios::binary), swapped_(swapped) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(file, error);
    if (!stream_ || error)
        fail("cannot be read");
    stream_.seekg(static_cast<std::streamoff>(position));
    left_ = size > position ? size - position : 0;
    outer_ = tag();
    if (outer_.small) {
        left_ -= std::min<std::uint64_t>(left_, 4);
        end_ = position + 8;
        return;
    }
    if (outer_.size > left_)
        fail("is truncated: " + std::to_string(left_) + " of " + std::to_string(outer_.size) +
             " bytes are left at byte " + std::to_string(position + 8));
    left_ = outer_.size;
    end_ = position + 8 + outer_.size;
    if (outer_.type != mat::Compressed) {
        end_ += (8 - outer_.size % 8) % 8;
        return;
    }
    inflate_ = std::make_unique<Inflate>();
    if (inflateInit(&inflate_->state) != Z_OK)
        fail("cannot be decompressed");
    if (const MatTag inner = tag(); inner.type != mat::Matrix)
        fail("is corrupt: compressed data of type " + std::to_string(inner.type) + " at byte " +
             std::to_string(position));
}

MatStream::~MatStream() = default;

MatTag MatStream::tag() {
    const std::uint32_t first = word();
    if (first >> 16 != 0)
        return {first & 0xffff, first >> 16, true};
    return {first, word(), false};
}

std::vector<std::uint8_t> MatStream::data(const MatTag& tag) {
    std::vector<std::uint8_t> bytes;
    if (tag.small) {
        bytes.resize(4);
        read(bytes.data(), 4);
        if (tag.size > 4)
            fail("is corrupt: a short element of " + std::to_string(tag.size) + " bytes");
        bytes.resize(tag.size);
        return bytes;
    }
    while (bytes.size() < tag.size) {
        const std::size_t done = bytes.size();
        bytes.resize(std::min<std::size_t>(tag.size, std::max<std::size_t>(2 * done, std::size_t{1} << 24)));
        read(bytes.data() + done, bytes.size() - done);
    }
    std::array<std::uint8_t, 8> padding{};
    read(padding.data(), (8 - tag.size % 8) % 8);
    return bytes;
}

std::vector<std::uint32_t> MatStream::words(const MatTag& tag) {
    constexpr std::uint32_t most = 4096;  // bytes; far more axes than anything has
    if (tag.size > most || tag.size % 4 != 0)
        fail("is corrupt: a header of " + std::to_string(tag.size) + " bytes");
    std::vector<std::uint8_t> bytes = data(tag);
    if (swapped_)
        swapBytes(bytes, 4);
    std::vector<std::uint32_t> words(bytes.size() / 4);
    if (!bytes.empty())
        std::memcpy(words.data(), bytes.data(), bytes.size());
    return words;
}

void MatStream::expectEnd() {
    if (!inflate_)
        return;
    std::array<std::uint8_t, 1> more{};
    z_stream& state = inflate_->state;
    while (!inflate_->ended) {
        state.next_out = more.data();
        state.avail_out = 1;
        if (state.avail_in == 0) {
            state.next_in = inflate_->input.data();
            state.avail_in = static_cast<uInt>(readFile(inflate_->input.data(), inflate_->input.size()));
        }
        const int code = ::inflate(&state, Z_NO_FLUSH);
        if (state.avail_out == 0)
            fail("is corrupt: compressed data is longer than its array");
        if (code != Z_OK && code != Z_STREAM_END)
            fail("is corrupt: " + std::string(state.msg ? state.msg : "its compressed data ends early"));
        inflate_->ended = code == Z_STREAM_END;
    }
}

void MatStream::read(std::uint8_t* out, std::size_t size) {
    if (!inflate_) {
        if (readFile(out, size) != size)
            fail("is truncated");
        return;
    }
    z_stream& state = inflate_->state;
    for (std::size_t done = 0; done < size;) {
        if (inflate_->ended)
            fail("is corrupt: compressed data is shorter than its array");
        if (state.avail_in == 0) {
            state.next_in = inflate_->input.data();
            state.avail_in = static_cast<uInt>(readFile(inflate_->input.data(), inflate_->input.size()));
        }
        const auto piece = static_cast<uInt>(std::min<std::size_t>(size - done, std::size_t{1} << 30));
        state.next_out = out + done;
        state.avail_out = piece;
        const int code = ::inflate(&state, Z_NO_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END)
            fail("is corrupt: " + std::string(state.msg ? state.msg : "its compressed data ends early"));
        inflate_->ended = code == Z_STREAM_END;
        done += piece - state.avail_out;
    }
}

std::size_t MatStream::readFile(std::uint8_t* out, std::size_t size) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
    stream_.read(reinterpret_cast<char*>(out), static_cast<std::streamsize>(wanted));
    const auto got = static_cast<std::size_t>(stream_.gcount());
    left_ -= got;
    return got;
}

std::uint32_t MatStream::word() {
    std::vector<std::uint8_t> bytes(4);
    read(bytes.data(), 4);
    if (swapped_)
        swapBytes(bytes, 4);
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data(), 4);
    return value;
}

void MatStream::fail(const std::string& what) const {
    throw DataError(name_ + " " + what + ". " + remedy_);
}

void swapBytes(std::vector<std::uint8_t>& values, std::size_t width) {
    for (std::size_t first = 0; first + width <= values.size(); first += width)
        std::reverse(values.begin() + static_cast<std::ptrdiff_t>(first),
                     values.begin() + static_cast<std::ptrdiff_t>(first + width));
}

}  // namespace isonet::training
