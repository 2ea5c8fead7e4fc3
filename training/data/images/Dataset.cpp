#include "training/data/images/Dataset.h"

#include <stdexcept>

namespace isonet::training {

Placed Dataset::loadBytes(std::int64_t, std::uint64_t, std::uint8_t*) const {
    throw std::logic_error("Dataset::loadBytes: the images of this dataset are not made of bytes; use load()");
}

}  // namespace isonet::training
