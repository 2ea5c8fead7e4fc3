#include "training/data/images/DatasetView.h"

#include <algorithm>
#include <stdexcept>

namespace isonet::training {

DatasetView::DatasetView(std::shared_ptr<const Dataset> whole, std::vector<std::int64_t> chosen)
    : whole_(std::move(whole)), chosen_(std::move(chosen)) {
    for (const std::int64_t index : chosen_)
        if (index < 0 || index >= whole_->size())
            throw std::invalid_argument("DatasetView: image " + std::to_string(index) + " of a dataset of " +
                                        std::to_string(whole_->size()));
}

std::vector<std::int64_t> DatasetView::blocks() const {
    if (!std::ranges::is_sorted(chosen_))
        return {};  // neighbors lie apart
    std::vector<std::int64_t> starts;
    for (const std::int64_t block : whole_->blocks()) {
        const auto start = std::ranges::lower_bound(chosen_, block) - chosen_.begin();
        if (start < std::ssize(chosen_) && (starts.empty() || starts.back() != start))
            starts.push_back(start);
    }
    return starts;
}

}  // namespace isonet::training
