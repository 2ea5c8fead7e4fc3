#include "model/base/ShownText.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace isonet::base {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";
constexpr char hexDigits[] = "0123456789abcdef";

bool isControl(char c) {
    return static_cast<std::uint8_t>(c) < 0x20 || c == 0x7f;
}

std::string escaped(char c) {
    switch (c) {
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            return {'\\', 'x', hexDigits[static_cast<std::uint8_t>(c) >> 4], hexDigits[c & 15]};
    }
}

std::string shown(std::string_view text, std::string_view kept) {
    std::string result;
    while (!text.empty()) {
        const std::size_t size = characterSize(text);
        const char first = text.front();
        if (size == 0)
            result += replacement;
        else if (isControl(first) && kept.find(first) == std::string_view::npos)
            result += escaped(first);
        else
            result += text.substr(0, size);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return result;
}

}  // namespace

std::size_t characterSize(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size)
        return 0;
    const std::uint8_t lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const std::uint8_t highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (byte(1) < lowest || byte(1) > highest)
        return 0;
    for (std::size_t i = 2; i < size; ++i)
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    return size;
}

std::string shownText(std::string_view text) {
    return shown(text, "\n\t");
}

std::string shownName(std::string_view name) {
    return shown(name, "");
}

std::string shortened(std::string_view text, std::size_t most) {
    std::size_t end = 0;
    for (std::size_t count = 0; end < text.size(); ++count) {
        if (count == most)
            return std::string(text.substr(0, end)) + "...";
        end += std::max<std::size_t>(characterSize(text.substr(end)), 1);
    }
    return std::string(text);
}

std::string shellWord(std::string_view word) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%=";
    bool isPlain = !word.empty(), isPrintable = true;
    for (std::string_view rest = word; !rest.empty();) {
        const std::size_t size = characterSize(rest);
        isPlain &= plain.find(rest.front()) != std::string_view::npos;
        isPrintable &= size > 0 && !isControl(rest.front());
        rest.remove_prefix(size == 0 ? 1 : size);
    }
    if (isPlain)
        return std::string(word);
    std::string text = isPrintable ? "'" : "$'";
    while (!word.empty()) {
        const std::size_t size = characterSize(word);
        const char first = word.front();
        if (isPrintable)
            text += first == '\'' ? std::string("'\\''") : std::string(word.substr(0, size));
        else if (size == 0 || isControl(first))
            text += escaped(first);
        else
            text += (first == '\'' || first == '\\' ? "\\" : "") + std::string(word.substr(0, size));
        word.remove_prefix(size == 0 ? 1 : size);
    }
    return text + "'";
}

}  // namespace isonet::base
