#include "training/engine/tasks/DetectionGather.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <bit>
#include <sstream>
#include <stdexcept>
#include <string>

#include "training/engine/distributed/Group.h"

namespace isonet::training {
namespace {

std::int64_t bits(double value) {
    return std::bit_cast<std::int64_t>(value);
}

class Unpacker {
public:
    explicit Unpacker(const std::vector<std::int64_t>& numbers) : numbers_(numbers) {}
    bool done() const { return place_ == numbers_.size(); }
    std::int64_t next() {
        if (done())
            throw std::invalid_argument("unpacked: the numbers end inside a detection");
        return numbers_[place_++];
    }
    double real() { return std::bit_cast<double>(next()); }

private:
    const std::vector<std::int64_t>& numbers_;
    std::size_t place_ = 0;
};

}  // namespace

std::vector<std::int64_t> packed(const std::vector<coco::Detection>& detections) {
    std::vector<std::int64_t> numbers;
    for (const auto& detection : detections) {
        const coco::Box box = detection.box.value_or(coco::Box{});
        numbers.insert(numbers.end(),
                       {static_cast<std::int64_t>(detection.image), static_cast<std::int64_t>(detection.category),
                        bits(detection.score), bits(detection.area), detection.box ? 1 : 0, bits(box.x), bits(box.y),
                        bits(box.width), bits(box.height), detection.mask ? 1 : 0});
        if (!detection.mask)
            continue;
        numbers.insert(numbers.end(), {detection.mask->height, detection.mask->width,
                                       static_cast<std::int64_t>(detection.mask->counts.size())});
        numbers.insert(numbers.end(), detection.mask->counts.begin(), detection.mask->counts.end());
    }
    return numbers;
}

std::vector<coco::Detection> unpacked(const std::vector<std::int64_t>& numbers) {
    std::vector<coco::Detection> detections;
    for (Unpacker from(numbers); !from.done();) {
        coco::Detection detection;
        detection.image = static_cast<std::size_t>(from.next());
        detection.category = static_cast<std::size_t>(from.next());
        detection.score = from.real();
        detection.area = from.real();
        const bool hasBox = from.next() != 0;
        const double x = from.real(), y = from.real(), width = from.real(), height = from.real();
        if (hasBox)
            detection.box = coco::Box{x, y, width, height};
        if (from.next() != 0) {
            coco::RunLength mask;
            mask.height = static_cast<int>(from.next());
            mask.width = static_cast<int>(from.next());
            for (std::int64_t left = from.next(); left > 0; --left)
                mask.counts.push_back(static_cast<std::uint32_t>(from.next()));
            detection.mask = std::move(mask);
        }
        detections.push_back(std::move(detection));
    }
    return detections;
}

// A sum over the ranks of one list, in which each rank fills its own part and leaves zeros elsewhere.
std::vector<coco::Detection> gathered(std::vector<coco::Detection> own, distributed::Group& group,
                                      const at::Device& device) {
    const std::vector<std::int64_t> numbers = packed(own);
    const auto integers = at::TensorOptions(at::kLong).device(device);
    at::Tensor sizes = at::zeros({group.size()}, integers);
    sizes[group.rank()].fill_(static_cast<std::int64_t>(numbers.size()));
    group.sum(sizes);
    const at::Tensor host = sizes.cpu();
    const std::int64_t first = host.slice(0, 0, group.rank()).sum().item<std::int64_t>();
    at::Tensor all = at::zeros({std::max<std::int64_t>(1, host.sum().item<std::int64_t>())}, integers);
    all.slice(0, first, first + static_cast<std::int64_t>(numbers.size())).copy_(at::tensor(numbers, at::kLong));
    group.sum(all);
    const at::Tensor list = all.cpu().contiguous();
    const std::int64_t* data = list.const_data_ptr<std::int64_t>();
    auto detections = unpacked({data, data + host.sum().item<std::int64_t>()});
    std::stable_sort(detections.begin(), detections.end(),
                     [](const auto& a, const auto& b) { return a.image < b.image; });
    return detections;
}

std::set<std::size_t> gathered(const std::set<std::size_t>& own, distributed::Group& group) {
    if (!group.any(!own.empty()))
        return {};
    std::string text;
    for (const std::size_t image : own)
        text += std::to_string(image) + ' ';
    std::set<std::size_t> all;
    for (const std::string& part : group.exchange(text)) {
        std::istringstream numbers(part);
        for (std::size_t image = 0; numbers >> image;)
            all.insert(image);
    }
    return all;
}

}  // namespace isonet::training
