// Reference values of the published implementation, on weights and images generated from the same integer hash on both
// sides, and their comparison with this project's network. A case is a JSON object; all values present are checked.
//
// hash01(i, k), 32-bit wrap-around, i a flat index and k a stream number: h = i 2654435761 + (k 40503 + 12345);
// h ^= h >> 16; h *= 2246822519; h ^= h >> 13; h *= 3266489917; h ^= h >> 16; u = h / 2^32 * 2 - 1.
// Parameter k (by position) uses stream k, the images of step s use stream 1000 + s; label i is (7 i + 3 + s) mod
// classes.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include "model/layers/Network.h"

namespace isonet::testing {

at::Tensor hashed(at::IntArrayRef shape, std::uint32_t stream);  // u as float64
void fillDeterministically(model::Network& network);

struct GoldenBatch {
    at::Tensor images, labels;
};
GoldenBatch goldenBatch(const model::Network& network, std::int64_t size, std::int64_t step);

// The network defined by the published configuration keys of a case.
spec::ModelSpec goldenSpec(const QJsonObject& goldenCase);

// One line per value that differs by more than the tolerance (relative; for logits, to the largest in the list).
QStringList goldenDifferences(const QJsonObject& goldenCase);

}  // namespace isonet::testing
