// Checks and quoting for text that comes from files.
#pragma once

#include <string>
#include <string_view>

namespace isonet::interop {

// UTF-8 without overlong forms and nothing above U+10FFFF; lone surrogates (which Python pickles may contain) only on
// request.
bool isUtf8(std::string_view text, bool surrogates = false);

// 'text' for a message: bytes other than printable ASCII as \xHH, shortened to 120 bytes.
std::string quote(std::string_view text);

}  // namespace isonet::interop
