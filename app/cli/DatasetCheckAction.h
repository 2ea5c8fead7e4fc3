// `isonet datasets PATH --check`: reads every image of the datasets at a place and reports what was found.
#pragma once

#include <string>

namespace isonet::cli {

struct DatasetCheckOptions {
    std::string place;    // folder or archive, or the name of a dataset at its default location
    std::string fix;      // file to write with the images to leave out; empty: none
    std::string exclude;  // such a file, of images that are not checked; empty: none
    bool json = false;
};

// Storage if images should be left out, Interrupted after Ctrl-C. Throws std::invalid_argument: no place, or `fix`
// exists already; DataError: no dataset of labeled images there.
int checkDatasets(const DatasetCheckOptions& options);

}  // namespace isonet::cli
