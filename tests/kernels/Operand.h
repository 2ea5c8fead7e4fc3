// A copy of a tensor for a kernel, at a chosen alignment and between two fringes that the kernel must not touch.
#pragma once

#include <ATen/ATen.h>

#include <cstring>
#include <vector>

namespace isonet::emulation {

class Operand {
public:
    // Starts `shift` elements after a multiple of 16 bytes. Keeps the tensor's strides; it must be dense.
    Operand(const at::Tensor& tensor, int shift)
        : tensor_(tensor),
          bytes_(tensor.nbytes()),
          begin_(fringe + static_cast<std::size_t>(shift) * tensor.itemsize()) {
        memory_.resize((begin_ + bytes_ + fringe) / sizeof(Piece) + 1);
        std::memset(memory_.data(), filling, memory_.size() * sizeof(Piece));
        if (bytes_ > 0)
            std::memcpy(data(), tensor.const_data_ptr(), bytes_);
    }

    void* data() { return reinterpret_cast<char*>(memory_.data()) + begin_; }
    const void* data() const { return reinterpret_cast<const char*>(memory_.data()) + begin_; }

    // The values now, as a tensor that owns its memory.
    at::Tensor tensor() const {
        at::Tensor copy = at::empty_like(tensor_);
        if (bytes_ > 0)
            std::memcpy(copy.mutable_data_ptr(), data(), bytes_);
        return copy;
    }
    bool intact() const {
        const auto* all = reinterpret_cast<const unsigned char*>(memory_.data());
        const std::size_t end = memory_.size() * sizeof(Piece);
        for (std::size_t i = 0; i < end; ++i)
            if ((i < begin_ || i >= begin_ + bytes_) && all[i] != filling)
                return false;
        return true;
    }
    // Whether the values are those of `expected`, NaN included, and the fringes are untouched. -0 equals 0.
    bool holds(const at::Tensor& expected) const {
        return intact() && at::allclose(tensor(), expected, 0, 0, /*equal_nan=*/true);
    }

private:
    struct alignas(16) Piece {
        unsigned char bytes[16];
    };
    static constexpr std::size_t fringe = 64;
    static constexpr unsigned char filling = 0xa5;

    at::Tensor tensor_;  // shape and strides
    std::size_t bytes_, begin_;
    std::vector<Piece> memory_;
};

}  // namespace isonet::emulation
