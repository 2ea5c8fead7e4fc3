#include "training/data/check/ContentHash.h"

#include <bit>
#include <cstring>

#include "training/data/images/CounterRandom.h"

namespace isonet::training {

void ContentHash::add(std::uint64_t value) {
    first_ = mixBits(first_ ^ value);
    second_ = mixBits(second_ + std::rotl(value, 29));
}

void ContentHash::add(const std::uint8_t* bytes, std::size_t count) {
    std::uint64_t word = 0;
    for (; count >= sizeof word; bytes += sizeof word, count -= sizeof word) {
        std::memcpy(&word, bytes, sizeof word);
        add(word);
    }
    if (count == 0)
        return;
    word = 0;
    std::memcpy(&word, bytes, count);
    add(word);
}

}  // namespace isonet::training
