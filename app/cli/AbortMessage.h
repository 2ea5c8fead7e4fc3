// A sentence and an exit code where the program would otherwise be aborted: an exception that no caller of a library
// can catch, or a fault inside a library whose memory is limited.
#pragma once

namespace isonet::cli {

// Call it once, at the start of main(). A shortage of memory or threads that ends in std::terminate() exits with code
// 1; so does a memory fault of a process whose address space is limited and nearly used. Everything else ends as
// before.
void installAbortMessage();

}  // namespace isonet::cli
