#include "training/data/coco/RunLength.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace isonet::coco {
namespace {

// Iterates over the runs of a mask, skipping empty ones.
class Cursor {
public:
    explicit Cursor(const RunLength& mask) : mask_(mask) { settle(); }
    bool done() const { return run_ >= mask_.counts.size(); }
    bool set() const { return run_ % 2 == 1; }
    std::uint32_t left() const { return mask_.counts[run_] - used_; }
    void advance(std::uint32_t pixels) {
        used_ += pixels;
        settle();
    }

private:
    void settle() {
        while (!done() && used_ >= mask_.counts[run_]) {
            ++run_;
            used_ = 0;
        }
    }
    const RunLength& mask_;
    std::size_t run_ = 0;
    std::uint32_t used_ = 0;
};

// Appends a run; the parity of its index is its value.
void append(RunLength& mask, bool set, std::uint32_t pixels) {
    if (pixels == 0)
        return;
    if ((mask.counts.size() % 2 == 0) == set) {
        if (mask.counts.empty())
            mask.counts.push_back(0);
        else {
            mask.counts.back() += pixels;
            return;
        }
    }
    mask.counts.push_back(pixels);
}

RunLength unionOf(const RunLength& a, const RunLength& b) {
    if (a.height != b.height || a.width != b.width)
        throw std::invalid_argument("masks of " + std::to_string(a.height) + " x " + std::to_string(a.width) + " and " +
                                    std::to_string(b.height) + " x " + std::to_string(b.width) +
                                    " pixels cannot be merged");
    RunLength result{a.height, a.width, {}};
    Cursor left(a), right(b);
    while (!left.done() && !right.done()) {
        const std::uint32_t pixels = std::min(left.left(), right.left());
        append(result, left.set() || right.set(), pixels);
        left.advance(pixels);
        right.advance(pixels);
    }
    return result;
}

std::int64_t intersection(const RunLength& a, const RunLength& b) {
    std::int64_t pixels = 0;
    Cursor left(a), right(b);
    while (!left.done() && !right.done()) {
        const std::uint32_t step = std::min(left.left(), right.left());
        if (left.set() && right.set())
            pixels += step;
        left.advance(step);
        right.advance(step);
    }
    return pixels;
}

bool disjoint(const Box& a, const Box& b) {
    return std::min(a.x + a.width, b.x + b.width) <= std::max(a.x, b.x) ||
           std::min(a.y + a.height, b.y + b.height) <= std::max(a.y, b.y);
}

struct Measured {
    const RunLength* mask;
    Box box;
    std::int64_t area;
};

std::vector<Measured> measured(std::span<const RunLength* const> masks) {
    std::vector<Measured> all;
    for (const RunLength* mask : masks)
        all.push_back({mask, boundingBox(*mask), area(*mask)});
    return all;
}

double overlap(const Measured& detection, const Measured& truth, bool crowd) {
    if (detection.mask->height != truth.mask->height || detection.mask->width != truth.mask->width)
        return -1;
    if (disjoint(detection.box, truth.box))
        return 0;
    const std::int64_t shared = intersection(*detection.mask, *truth.mask);
    if (shared == 0)
        return 0;
    const std::int64_t whole = crowd ? detection.area : detection.area + truth.area - shared;
    return static_cast<double>(shared) / static_cast<double>(whole);
}

// Same order of operations as the COCO tools, because thresholds are compared to the last bit.
double overlap(const Box& detection, const Box& truth, bool crowd) {
    const double width =
        std::min(detection.width + detection.x, truth.width + truth.x) - std::max(detection.x, truth.x);
    if (width <= 0)
        return 0;
    const double height =
        std::min(detection.height + detection.y, truth.height + truth.y) - std::max(detection.y, truth.y);
    if (height <= 0)
        return 0;
    const double shared = width * height;
    return shared / (crowd ? detection.area() : detection.area() + truth.area() - shared);
}

template <typename Items>
std::vector<double> table(const Items& detections, const Items& truths, std::span<const std::uint8_t> crowd) {
    std::vector<double> values;
    values.reserve(detections.size() * truths.size());
    for (const auto& detection : detections)
        for (std::size_t t = 0; t < truths.size(); ++t)
            values.push_back(overlap(detection, truths[t], crowd[t] != 0));
    return values;
}

}  // namespace

std::int64_t area(const RunLength& mask) {
    std::int64_t pixels = 0;
    for (std::size_t run = 1; run < mask.counts.size(); run += 2)
        pixels += mask.counts[run];
    return pixels;
}

Box boundingBox(const RunLength& mask) {
    const std::int64_t height = mask.height;
    std::int64_t left = mask.width, right = -1, top = height, bottom = -1, position = 0;
    for (std::size_t run = 0; run < mask.counts.size(); position += mask.counts[run++]) {
        if (run % 2 == 0 || mask.counts[run] == 0)
            continue;
        const std::int64_t last = position + mask.counts[run] - 1;
        left = std::min(left, position / height);
        right = std::max(right, last / height);
        const bool oneColumn = position / height == last / height;
        top = std::min(top, oneColumn ? position % height : 0);
        bottom = std::max(bottom, oneColumn ? last % height : height - 1);
    }
    if (right < 0)
        return {};
    return {static_cast<double>(left), static_cast<double>(top), static_cast<double>(right - left + 1),
            static_cast<double>(bottom - top + 1)};
}

RunLength merged(std::span<const RunLength> masks) {
    RunLength result;
    if (!masks.empty())
        result = masks.front();
    for (std::size_t i = 1; i < masks.size(); ++i)
        result = unionOf(result, masks[i]);
    return result;
}

RunLength encoded(const std::uint8_t* pixels, int height, int width) {
    RunLength mask{height, width, {}};
    bool value = false;
    std::uint32_t run = 0;
    for (int x = 0; x < width; ++x)
        for (int y = 0; y < height; ++y) {
            const bool set = pixels[static_cast<std::ptrdiff_t>(y) * width + x] != 0;
            if (set != value) {
                mask.counts.push_back(run);
                run = 0;
                value = set;
            }
            ++run;
        }
    mask.counts.push_back(run);
    return mask;
}

void decode(const RunLength& mask, std::uint8_t* pixels) {
    std::int64_t position = 0;
    for (std::size_t run = 0; run < mask.counts.size(); ++run)
        for (std::uint32_t i = 0; i < mask.counts[run]; ++i, ++position)
            pixels[position % mask.height * mask.width + position / mask.height] = run % 2;
}

std::vector<double> overlaps(std::span<const RunLength* const> detections, std::span<const RunLength* const> truths,
                             std::span<const std::uint8_t> crowd) {
    return table(measured(detections), measured(truths), crowd);
}

std::vector<double> overlaps(std::span<const Box> detections, std::span<const Box> truths,
                             std::span<const std::uint8_t> crowd) {
    return table(detections, truths, crowd);
}

void check(const RunLength& mask) {
    std::int64_t pixels = 0;
    for (const std::uint32_t count : mask.counts)
        pixels += count;
    const std::int64_t size = std::int64_t{mask.height} * mask.width;
    if (mask.height < 0 || mask.width < 0 || pixels != size)
        throw std::invalid_argument("its run lengths cover " + std::to_string(pixels) + " pixels, but its size is " +
                                    std::to_string(mask.height) + " x " + std::to_string(mask.width) + " (" +
                                    std::to_string(size) + ")");
}

}  // namespace isonet::coco
