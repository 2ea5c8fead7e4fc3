#include "training/data/coco/RunLengthText.h"

#include <stdexcept>

namespace isonet::coco {
namespace {

constexpr int groupBits = 5;
constexpr std::int64_t groupMask = 0x1f, signBit = 0x10, moreBit = 0x20;
constexpr char zero = 48;
constexpr int mostGroups = 12;  // 60 bits suffice for any count

void append(std::string& text, std::int64_t value) {
    for (bool more = true; more;) {
        std::int64_t group = value & groupMask;
        value >>= groupBits;
        more = (group & signBit) != 0 ? value != -1 : value != 0;
        if (more)
            group |= moreBit;
        text += static_cast<char>(group + zero);
    }
}

std::int64_t take(std::string_view& text) {
    std::int64_t value = 0;
    for (int groups = 0;; ++groups) {
        if (text.empty())
            throw std::invalid_argument("its run-length string is truncated");
        const std::int64_t group = static_cast<unsigned char>(text.front()) - zero;
        if (group < 0 || group > (groupMask | moreBit) || groups == mostGroups)
            throw std::invalid_argument(std::string("its run-length string contains the invalid character '") +
                                        text.front() + "'");
        text.remove_prefix(1);
        value |= (group & groupMask) << (groupBits * groups);
        if ((group & moreBit) != 0)
            continue;
        if ((group & signBit) != 0)
            value -= std::int64_t{1} << (groupBits * (groups + 1));
        return value;
    }
}

}  // namespace

std::string toText(const RunLength& mask) {
    std::string text;
    for (std::size_t i = 0; i < mask.counts.size(); ++i)
        append(text, std::int64_t{mask.counts[i]} - (i > 2 ? std::int64_t{mask.counts[i - 2]} : 0));
    return text;
}

RunLength fromText(std::string_view text, int height, int width) {
    RunLength mask{height, width, {}};
    const std::int64_t size = std::int64_t{height} * width;
    while (!text.empty()) {
        std::int64_t count = take(text);
        if (mask.counts.size() > 2)
            count += mask.counts[mask.counts.size() - 2];
        if (count < 0 || count > size)
            throw std::invalid_argument("its run-length string has a run of " + std::to_string(count) +
                                        " pixels in an image of " + std::to_string(size));
        mask.counts.push_back(static_cast<std::uint32_t>(count));
    }
    check(mask);
    return mask;
}

}  // namespace isonet::coco
