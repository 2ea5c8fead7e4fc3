#include "training/data/images/RemainingImages.h"

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "model/base/DataError.h"
#include "training/data/images/DatasetView.h"
#include "training/data/images/ImageNames.h"

namespace isonet::training {
namespace {

std::shared_ptr<const Dataset> remaining(const std::shared_ptr<const Dataset>& data, const std::string& part,
                                         const std::unordered_set<std::string>& excluded,
                                         const std::filesystem::path& root) {
    std::vector<std::int64_t> kept;
    for (std::int64_t i = 0; i < data->size(); ++i)
        if (!excluded.contains(imageName(*data, i, part, root)))
            kept.push_back(i);
    if (static_cast<std::int64_t>(kept.size()) == data->size())
        return data;
    return std::make_shared<DatasetView>(data, std::move(kept));
}

}  // namespace

DatasetPair withoutImages(const DatasetPair& data, const std::filesystem::path& list,
                          const std::filesystem::path& root) {
    const std::vector<std::string> names = readImageNames(list);
    const std::unordered_set<std::string> excluded(names.begin(), names.end());
    DatasetPair rest = data;
    rest.train = remaining(data.train, "train", excluded, root);
    rest.validation = remaining(data.validation, "validation", excluded, root);
    if (data.test)
        rest.test = remaining(data.test, "test", excluded, root);
    if (!names.empty() && rest.train == data.train && rest.validation == data.validation && rest.test == data.test)
        throw DataError("data.exclude: none of the " + std::to_string(names.size()) + " names in " + list.string() +
                        ", such as \"" + names.front() +
                        "\", is an image of this dataset. Accepted: files relative to data.root, and \"train:17\" or "
                        "\"validation:17\" for images without a file; isonet datasets PATH --check --fix LIST writes "
                        "such a list.");
    for (const auto& [part, name] :
         {std::pair(rest.train, "training"), std::pair(rest.validation, "validation"), std::pair(rest.test, "test")})
        if (part && part->size() == 0)
            throw DataError("data.exclude: " + list.string() + " leaves no " + name + " images.");
    return rest;
}

}  // namespace isonet::training
