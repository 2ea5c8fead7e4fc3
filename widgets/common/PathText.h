// Paths in the window. A file's name is any string of bytes, a QString is Unicode: bytes that are not UTF-8 become lone
// surrogates (U+DC80 to U+DCFF, as in Python), which are drawn as replacement characters and turn into the same bytes
// again. Any thread.
#pragma once

#include <QString>
#include <string>
#include <string_view>

namespace isonet::widgets {

QString pathText(std::string_view bytes);
std::string pathBytes(const QString& text);

}  // namespace isonet::widgets
