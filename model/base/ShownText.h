// Text from files and file names for people. A file's name is any string of bytes: programs pass it on as
// it is, and show it with a replacement character (U+FFFD) for what is not UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace isonet::base {

// Bytes of the UTF-8 character at the front of a text that is not empty; 0: there is none. No overlong forms, no
// surrogates.
std::size_t characterSize(std::string_view text);

// A message of one or more lines: control characters other than line breaks and tabs as "\x1b".
std::string shownText(std::string_view text);
// A name within a line: line breaks and tabs as "\n", "\r", "\t" too.
std::string shownName(std::string_view name);

// The first `most` characters and "...", if there are more: a damaged file may hold a name of a million letters.
std::string shortened(std::string_view text, std::size_t most);

// A word of a command to be copied into a POSIX shell: as it is, or in quotes. A word with control characters or bytes
// that are not UTF-8 is written as $'...', which bash and zsh read back byte for byte.
std::string shellWord(std::string_view word);

}  // namespace isonet::base
