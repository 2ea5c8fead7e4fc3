// How this process uses the host while it computes on it.
#pragma once

namespace isonet::training {

// OpenMP threads that wait for one another spin, 300,000 turns by default. Beside any other work (a window that draws,
// a measuring thread, another program) the spinning one holds the core that the awaited one needs. This starts the
// program anew, once, with GOMP_SPINCOUNT=2000, where neither it nor OMP_WAIT_POLICY is set; libgomp reads them only
// when it is loaded. Measured on two cores, 50 steps of ISONet-20: 8.7 s against 8.4 s alone, 19.6 s against 24.4 s
// beside one busy program. Call it first in main().
void shortenThreadSpinning(char** arguments);

// Keeps the memory of freed tensors in the process while it lives: by default the C library gives it back to the
// system and takes it anew in each step, a page fault for every 4 KiB, and merges all small pieces whenever a tensor is
// freed. At its end the memory goes back. No effect where the C library is not glibc.
class MemoryReuse {
public:
    MemoryReuse();
    ~MemoryReuse();
    MemoryReuse(const MemoryReuse&) = delete;
    MemoryReuse& operator=(const MemoryReuse&) = delete;
};

}  // namespace isonet::training
