// Several values in one line of text.
#pragma once

#include <QString>
#include <string>
#include <vector>

namespace isonet::widgets {

// "0, 1e-5, [1, 2]" -> {"0", "1e-5", "[1, 2]"}: commas inside brackets do not separate; "" in quotes is an empty value.
std::vector<std::string> splitValues(const QString& text);

// The text that splitValues() splits into these values.
QString joinValues(const std::vector<std::string>& values);

}  // namespace isonet::widgets
