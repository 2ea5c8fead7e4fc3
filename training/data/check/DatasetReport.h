// What a check of a dataset found (DatasetCheck.h), as plain data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "training/data/check/PixelSums.h"
#include "training/data/images/ImageFault.h"

namespace isonet::training {

struct CheckedImage {
    std::string name;        // as in lists of images (ImageNames.h)
    int part = 0;            // index in DatasetReport::parts
    std::int64_t index = 0;  // in this part
    int label = 0;
};

struct CorruptImage {
    CheckedImage image;
    ImageFault fault{};
    std::string message;  // names the file and the reason
};

// Images with the same pixels.
struct DuplicateGroup {
    std::vector<CheckedImage> images;  // two or more, in the order of parts and indices
    bool acrossParts = false;          // in two parts or more
    bool labelsDiffer = false;
};

// Of the decoded images; 0 if there are none. The median of an even number is the lower of the middle two.
struct Extent {
    int least = 0, median = 0, most = 0;
};

struct SizeCount {
    int width = 0, height = 0;
    std::int64_t images = 0;
};

struct PartReport {
    std::string name;  // "train", "validation", "test"
    std::int64_t images = 0;
    std::vector<std::int64_t> ofClass;  // images by label, corrupt ones included
    std::int64_t gray = 0, color = 0;   // decoded images; gray: red = green = blue in every pixel
    ImageFaultCounts faults;
    Extent width, height;  // as displayed, in pixels
    std::int64_t distinctSizes = 0;
    std::vector<SizeCount> sizes;  // the ten most frequent
};

struct DatasetReport {
    std::vector<std::string> classNames;
    std::vector<PartReport> parts;
    std::vector<CorruptImage> corrupt;
    std::vector<DuplicateGroup> duplicates;
    PixelStatistics pixels;  // of the training images
    bool allGray = false;    // the training images: one number for mean and deviation then says everything
};

// Names of the images to leave out, in the order of parts and indices: the corrupt ones; images that are also in a
// later part, such as training images among the validation images; of other equal images all but the first, or all if
// their labels differ.
std::vector<std::string> imagesToLeaveOut(const DatasetReport& report);

}  // namespace isonet::training
