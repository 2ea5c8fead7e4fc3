// Advisory locks on open files (flock). A lock lasts until the descriptor and its duplicates are closed.
#pragma once

namespace isonet::base {

enum class LockResult {
    Acquired,
    Held,        // by another descriptor
    Unsupported  // by the file system
};

// Both return at once.
LockResult lockExclusively(int descriptor);
LockResult lockShared(int descriptor);

// Retries for up to 0.2 s, for locks that others hold only briefly.
LockResult lockExclusivelyWithRetries(int descriptor);

}  // namespace isonet::base
