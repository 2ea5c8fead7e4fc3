// What a StepProcess and the program it starts write to each other: plain values of the same build, through pipes.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>

namespace isonet::benchmarks {

// First argument of the program that is to serve steps; the others are the method and the number of threads.
inline constexpr const char* serveStepsArgument = "--serve-steps";

struct StepRequest {
    enum Command { Step, Peak, Measuring, Loss, Penalty, Input, Operators } command = Step;
    double argument = 0;
};

// False at the end of the file and for errors.
inline bool readBytes(int file, void* bytes, std::size_t size) {
    for (std::size_t done = 0; done < size;) {
        const ssize_t got = ::read(file, static_cast<char*>(bytes) + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += static_cast<std::size_t>(got);
    }
    return true;
}

// False for errors. Ignore SIGPIPE before.
inline bool writeBytes(int file, const void* bytes, std::size_t size) {
    for (std::size_t done = 0; done < size;) {
        const ssize_t put = ::write(file, static_cast<const char*>(bytes) + done, size - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        done += static_cast<std::size_t>(put);
    }
    return true;
}

inline bool readText(int file, std::string& text) {
    std::size_t size = 0;
    if (!readBytes(file, &size, sizeof size))
        return false;
    text.resize(size);
    return readBytes(file, text.data(), size);
}

inline bool writeText(int file, const std::string& text) {
    const std::size_t size = text.size();
    return writeBytes(file, &size, sizeof size) && writeBytes(file, text.data(), size);
}

}  // namespace isonet::benchmarks
