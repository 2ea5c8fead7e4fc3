// Exit codes of all commands.
#pragma once

namespace isonet::cli {

enum ExitCode {
    Done = 0,
    Unexpected = 1,  // internal error
    Usage = 2,       // invalid usage or configuration
    Storage = 3,     // data or file error, or not enough memory
    Diverged = 4,
    Interrupted = 130  // stopped by a signal after writing a checkpoint
};

// Runs `body` and returns its exit code. Prints an exception as "isonet: ..." to stderr and returns its exit code.
template <typename Body>
int guarded(Body body);
int reportCurrentException();

template <typename Body>
int guarded(Body body) {
    try {
        return body();
    } catch (...) {
        return reportCurrentException();
    }
}

}  // namespace isonet::cli
