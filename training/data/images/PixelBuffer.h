// Uninitialized bytes of a thread's decoder, which only grow. A large image's memory is not kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace isonet::training {

class PixelBuffer {
public:
    // At least `size` bytes, valid until the next call.
    std::uint8_t* take(std::size_t size) {
        if (size > capacity_ || capacity_ > mostKept) {
            bytes_ = std::make_unique_for_overwrite<std::uint8_t[]>(size);
            capacity_ = size;
        }
        return bytes_.get();
    }

private:
    static constexpr std::size_t mostKept = std::size_t{64} << 20;

    std::unique_ptr<std::uint8_t[]> bytes_;
    std::size_t capacity_ = 0;
};

}  // namespace isonet::training
