#include "training/report/Escape.h"

#include "model/base/ShownText.h"

namespace isonet::report {

std::string escaped(std::string_view text) {
    const std::string shown = base::shownName(text);
    std::string result;
    for (std::string_view rest = shown; !rest.empty();) {
        const std::size_t size = base::characterSize(rest);
        const std::string_view character = rest.substr(0, size);
        if (character == "&")
            result += "&amp;";
        else if (character == "<")
            result += "&lt;";
        else if (character == ">")
            result += "&gt;";
        else if (character == "\"")
            result += "&quot;";
        else if (character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf")  // U+FFFE, U+FFFF
            result += "\xef\xbf\xbd";
        else
            result += character;
        rest.remove_prefix(size);
    }
    return result;
}

std::string shortened(std::string_view text, std::size_t characters) {
    const std::string shown = base::shownName(text);
    std::size_t place = 0, last = 0;  // bytes; `last`: where the ellipsis would be
    for (std::size_t count = 0; place < shown.size(); ++count) {
        if (count + 1 == characters)
            last = place;
        if (count == characters)
            return shown.substr(0, last) + "…";
        place += base::characterSize(std::string_view(shown).substr(place));
    }
    return shown;
}

}  // namespace isonet::report
