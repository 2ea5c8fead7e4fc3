// Checks and quoting for text that comes from files.
#pragma once

#include <string>
#include <string_view>

namespace isonet::interop {

// UTF-8 without overlong forms and nothing above U+10FFFF; lone surrogates (Python's pickles may hold them) only where
// asked for.
bool isUtf8(std::string_view text, bool surrogates = false);

// 'text' for a message: whatever is not printable ASCII as \xHH, shortened at 120 bytes.
std::string quote(std::string_view text);

}  // namespace isonet::interop
