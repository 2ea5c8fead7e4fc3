// Exit codes of every verb (design, section 4).
#pragma once

namespace isonet::cli {

enum ExitCode {
    Done = 0,
    Unexpected = 1,  // a fault of the program or out of memory
    Usage = 2,       // wrong usage or configuration
    Storage = 3,     // data or file error
    Diverged = 4,
    Interrupted = 130  // stopped by a signal, with a checkpoint written
};

// Runs `body`, prints what it throws as one "isonet: ..." message on stderr and gives the exit code.
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
