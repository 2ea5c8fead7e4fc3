// Names that people give to the splits of a dataset.
#pragma once

#include <string>
#include <string_view>

namespace isonet::training {

enum class Split { None, Train, Validation, Test };

// What a folder's or a list's name says: "Training", "val2017", "test_set" and "seg_train" contain one word for a split
// (train, training; val, valid, validation, dev, eval; test, testing; any case). `rest` is what else the name says,
// without words such as "set" and "images": "seg". A name with no such word, or with two, has none.
struct SplitName {
    Split split = Split::None;
    std::string rest;
};
SplitName splitName(std::string_view name);

// The split that a cell of a list names; None if unknown.
Split splitOf(std::string_view word);

}  // namespace isonet::training
