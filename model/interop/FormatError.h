// An invalid file: names the file, the problem and its position.
#pragma once

#include <stdexcept>

namespace isonet::interop {

class FormatError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace isonet::interop
