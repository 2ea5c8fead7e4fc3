// Text for HTML and SVG.
#pragma once

#include <string>
#include <string_view>

namespace isonet::report {

// For the content of elements and for attributes in double quotes. What is not UTF-8, or no character of XML, becomes
// U+FFFD; control characters are shown as "\x1b", line breaks as "\n".
std::string escaped(std::string_view text);

// At most `characters` characters; what is longer ends in an ellipsis.
std::string shortened(std::string_view text, std::size_t characters);

}  // namespace isonet::report
