// A file that is not what it should be: names the file, what was met and where.
#pragma once

#include <stdexcept>

namespace isonet::interop {

class FormatError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace isonet::interop
