// Figures of the published implementation on weights and images that both sides make from the same integer hash, and
// the comparison with this project's network. A case is a JSON object; every figure in it is checked, absent ones are
// not.
//
// hash01(i, k), 32-bit wrap-around, i a flat index and k a stream number: h = i 2654435761 + (k 40503 + 12345);
// h ^= h >> 16; h *= 2246822519; h ^= h >> 13; h *= 3266489917; h ^= h >> 16; u = h / 2^32 * 2 - 1.
// Parameter k (its position) is made from stream k, the images of step s from stream 1000 + s; label i is (7 i + 3 + s)
// mod classes.
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

// The network that a case's published configuration keys stand for.
spec::ModelSpec goldenSpec(const QJsonObject& goldenCase);

// One line per figure that differs by more than the tolerance (relative; of the largest in a list of logits).
QStringList goldenDifferences(const QJsonObject& goldenCase);

}  // namespace isonet::testing
