#include "training/data/check/DatasetCheck.h"

#include <algorithm>
#include <map>
#include <utility>

#include "training/data/check/DatasetReading.h"
#include "training/data/images/ImageNames.h"

namespace isonet::training {
namespace {

constexpr std::size_t listedSizes = 10;
constexpr const char* partNames[] = {"train", "validation", "test"};

Extent extentOf(std::vector<int>& values) {
    if (values.empty())
        return {};
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    return {*least, *middle, *most};
}

void addSizes(PartReport& part, const std::vector<ReadImage>& images) {
    std::map<std::pair<int, int>, std::int64_t> counts;
    std::vector<int> widths, heights;
    for (const ReadImage& image : images) {
        if (image.width == 0)
            continue;
        widths.push_back(image.width);
        heights.push_back(image.height);
        ++counts[{image.width, image.height}];
        ++(image.gray ? part.gray : part.color);
    }
    part.width = extentOf(widths);
    part.height = extentOf(heights);
    part.distinctSizes = static_cast<std::int64_t>(counts.size());
    for (const auto& [size, count] : counts)
        part.sizes.push_back({size.first, size.second, count});
    std::stable_sort(part.sizes.begin(), part.sizes.end(),
                     [](const SizeCount& left, const SizeCount& right) { return left.images > right.images; });
    part.sizes.resize(std::min(part.sizes.size(), listedSizes));
}

class ReportMaker {
public:
    ReportMaker(std::vector<const Dataset*> parts, const std::vector<PartReading>& read, std::filesystem::path root)
        : parts_(std::move(parts)), read_(read), root_(std::move(root)) {}

    DatasetReport make() {
        report_.classNames = parts_.front()->classNames();
        for (int part = 0; part < static_cast<int>(parts_.size()); ++part)
            addPart(part);
        addDuplicates();
        report_.pixels = read_.front().pixels.statistics();
        report_.allGray = report_.parts.front().color == 0 && report_.parts.front().gray > 0;
        return std::move(report_);
    }

private:
    struct Seen {
        ContentHash content;
        int part;
        std::int64_t index;
        auto operator<=>(const Seen&) const = default;
    };

    CheckedImage checked(int part, std::int64_t index) const {
        const Dataset& data = *parts_[static_cast<std::size_t>(part)];
        return {imageName(data, index, partNames[part], root_), part, index, data.label(index)};
    }

    void addPart(int number) {
        const Dataset& data = *parts_[static_cast<std::size_t>(number)];
        const PartReading& read = read_[static_cast<std::size_t>(number)];
        PartReport part;
        part.name = partNames[number];
        part.images = data.size();
        part.ofClass.resize(static_cast<std::size_t>(data.classes()));
        for (std::int64_t i = 0; i < data.size(); ++i)
            ++part.ofClass.at(static_cast<std::size_t>(data.label(i)));
        for (const auto& [index, failure] : read.corrupt) {
            part.faults.add(failure.fault);
            report_.corrupt.push_back({checked(number, index), failure.fault, failure.message});
        }
        addSizes(part, read.images);
        report_.parts.push_back(std::move(part));
    }

    void addDuplicates() {
        std::vector<Seen> seen;
        for (int part = 0; part < static_cast<int>(read_.size()); ++part) {
            const auto& images = read_[static_cast<std::size_t>(part)].images;
            for (std::size_t i = 0; i < images.size(); ++i)
                if (images[i].width > 0)
                    seen.push_back({images[i].content, part, static_cast<std::int64_t>(i)});
        }
        std::sort(seen.begin(), seen.end());
        for (std::size_t from = 0, to = 0; from < seen.size(); from = to) {
            while (to < seen.size() && seen[to].content == seen[from].content)
                ++to;
            if (to - from > 1)
                addGroup(
                    {seen.begin() + static_cast<std::ptrdiff_t>(from), seen.begin() + static_cast<std::ptrdiff_t>(to)});
        }
        std::sort(report_.duplicates.begin(), report_.duplicates.end(),
                  [](const DuplicateGroup& left, const DuplicateGroup& right) {
                      const CheckedImage &l = left.images.front(), &r = right.images.front();
                      return std::pair(l.part, l.index) < std::pair(r.part, r.index);
                  });
    }

    void addGroup(const std::vector<Seen>& equal) {
        DuplicateGroup group;
        for (const Seen& one : equal)
            group.images.push_back(checked(one.part, one.index));
        for (const CheckedImage& image : group.images) {
            group.acrossParts = group.acrossParts || image.part != group.images.front().part;
            group.labelsDiffer = group.labelsDiffer || image.label != group.images.front().label;
        }
        report_.duplicates.push_back(std::move(group));
    }

    const std::vector<const Dataset*> parts_;
    const std::vector<PartReading>& read_;
    const std::filesystem::path root_;
    DatasetReport report_;
};

}  // namespace

std::optional<DatasetReport> checkDataset(const DatasetPair& data, const CheckSettings& settings,
                                          const std::stop_token& stop) {
    std::vector<const Dataset*> parts{data.train.get(), data.validation.get()};
    if (data.test)
        parts.push_back(data.test.get());
    const auto read = readDatasets(parts, settings, stop);
    if (!read)
        return std::nullopt;
    return ReportMaker(parts, *read, settings.root).make();
}

}  // namespace isonet::training
