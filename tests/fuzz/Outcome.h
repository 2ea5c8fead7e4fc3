// The outcome of reading one input.
#pragma once

#include <cstdint>
#include <string>

namespace isonet::fuzz {

enum class Outcome : std::uint8_t {
    NotRun,
    Accepted,
    Refused,     // with an exception that the readers promise
    Escaped,     // another exception
    WasRefused,  // a valid input that was not accepted
    Crashed,     // a signal, an abort or a sanitizer's report
    TooSlow,     // over 10 s
    TooLarge     // over 1 GiB more memory
};

constexpr bool isFault(Outcome outcome) {
    return outcome > Outcome::Refused;
}
const char* outcomeName(Outcome outcome);

inline constexpr double mostSeconds = 10;
inline constexpr double mostBytes = 1 << 30;

// In memory that the reading process shares with the watching one.
struct Result {
    Outcome outcome;
    double seconds, bytes;  // bytes: peak of the resident memory above its size before
    char message[240];      // of the exception
};

}  // namespace isonet::fuzz
