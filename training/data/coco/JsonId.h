// Ids of images, categories and annotations in COCO's JSON. Private to this room.
#pragma once

#include <cstdint>

#include "training/data/coco/JsonFile.h"

namespace isonet::coco {

// Any whole number of 64 bits, also written as 7.0. Throws std::invalid_argument that names the key, the value and what
// is accepted: missing, a string, a fraction, beyond 64 bits.
std::int64_t idOf(const Json& element, const char* key);

}  // namespace isonet::coco
