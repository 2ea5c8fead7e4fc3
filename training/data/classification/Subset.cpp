#include "training/data/classification/Subset.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "model/base/DataError.h"
#include "training/data/images/CounterRandom.h"

namespace isonet::training {

std::vector<std::int64_t> balancedChoice(const std::vector<int>& labels, int classes, std::int64_t count,
                                         std::uint64_t seed) {
    const auto size = static_cast<std::int64_t>(labels.size());
    std::vector<std::int64_t> chosen;
    if (count <= 0 || count >= size) {
        chosen.resize(labels.size());
        std::iota(chosen.begin(), chosen.end(), std::int64_t{0});
        return chosen;
    }
    std::vector<std::vector<std::int64_t>> members(static_cast<std::size_t>(classes));
    for (std::int64_t i = 0; i < size; ++i)
        members.at(static_cast<std::size_t>(labels[static_cast<std::size_t>(i)])).push_back(i);
    std::vector<std::size_t> order(members.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(order, mixKeys({seed, 0}));  // which classes get one more image if count is not a multiple of their number
    for (std::size_t c = 0; c < members.size(); ++c)
        shuffle(members[c], mixKeys({seed, c + 1}));
    // One image per class in each round, so that a class that runs out leaves its share to the others.
    for (std::size_t round = 0; static_cast<std::int64_t>(chosen.size()) < count; ++round)
        for (const std::size_t c : order)
            if (round < members[c].size() && static_cast<std::int64_t>(chosen.size()) < count)
                chosen.push_back(members[c][round]);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

std::vector<std::int64_t> chosenImages(const std::vector<int>& labels, int classes, std::int64_t count,
                                       std::string_view key, std::string_view title) {
    const auto size = static_cast<std::int64_t>(labels.size());
    if (count < 0 || count > size)
        throw DataError(std::string(key) + " is " + std::to_string(count) + ", but " + std::string(title) + " has " +
                        std::to_string(size) + " images; 0 uses all of them.");
    if (count == 0 || count == size)
        return {};
    return balancedChoice(labels, classes, count, choiceSeed);
}

}  // namespace isonet::training
