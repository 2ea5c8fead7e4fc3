// Missing, truncated or unsuitable data files. The command line exits with code 3.
#pragma once

#include <stdexcept>

namespace isonet::base {

// what() names the file, the problem and the remedy.
class DataError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace isonet::base

namespace isonet::training {
using base::DataError;
}
