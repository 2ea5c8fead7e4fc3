#include "training/data/check/DatasetReport.h"

#include <algorithm>
#include <utility>

namespace isonet::training {
namespace {

// Of images with equal pixels in one part.
void leaveOutCopies(const std::vector<const CheckedImage*>& copies, std::vector<const CheckedImage*>& out) {
    const bool agree = std::all_of(copies.begin(), copies.end(),
                                   [&](const CheckedImage* image) { return image->label == copies.front()->label; });
    out.insert(out.end(), copies.begin() + (agree && !copies.empty() ? 1 : 0), copies.end());
}

}  // namespace

std::vector<std::string> imagesToLeaveOut(const DatasetReport& report) {
    std::vector<const CheckedImage*> out;
    for (const CorruptImage& corrupt : report.corrupt)
        out.push_back(&corrupt.image);
    for (const DuplicateGroup& group : report.duplicates) {
        std::vector<const CheckedImage*> kept;
        for (const CheckedImage& image : group.images)
            (image.part < group.images.back().part ? out : kept).push_back(&image);
        leaveOutCopies(kept, out);
    }
    std::sort(out.begin(), out.end(), [](const CheckedImage* left, const CheckedImage* right) {
        return std::pair(left->part, left->index) < std::pair(right->part, right->index);
    });
    std::vector<std::string> names;
    for (const CheckedImage* image : out)
        names.push_back(image->name);
    return names;
}

}  // namespace isonet::training
