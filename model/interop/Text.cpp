#include "model/interop/Text.h"

#include <cstddef>
#include <cstdint>

namespace isonet::interop {

bool isUtf8(std::string_view text, bool surrogates) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<std::uint8_t>(text[i++]);
        if (lead < 0x80)
            continue;
        const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        if (lead < 0xc2 || lead > 0xf4 || text.size() - i < static_cast<std::size_t>(more))
            return false;
        std::uint32_t code = lead & (0x3f >> more);
        for (int k = 0; k < more; ++k) {
            const auto next = static_cast<std::uint8_t>(text[i++]);
            if ((next & 0xc0) != 0x80)
                return false;
            code = code << 6 | (next & 0x3f);
        }
        constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
        const bool surrogate = code >= 0xd800 && code < 0xe000;
        if (code < smallest[more] || code > 0x10ffff || (surrogate && !surrogates))
            return false;
    }
    return true;
}

std::string quote(std::string_view text) {
    constexpr std::size_t longest = 120;
    constexpr char digits[] = "0123456789abcdef";
    std::string result = "'";
    for (const char c : text.substr(0, longest)) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            result += c;
        } else {
            result += "\\x";
            result += digits[byte >> 4];
            result += digits[byte & 15];
        }
    }
    return result + (text.size() > longest ? "...'" : "'");
}

}  // namespace isonet::interop
