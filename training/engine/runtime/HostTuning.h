// Process-wide settings for computing on the CPU.
#pragma once

namespace isonet::training {

// OpenMP threads spin while they wait for each other, 300,000 iterations by default. If other threads need the core
// (the window, a measurement, another program), spinning delays the thread that is waited for. This restarts the
// program once with GOMP_SPINCOUNT=2000, unless it or OMP_WAIT_POLICY is set, because libgomp reads them only when it
// is loaded. Measured on two cores, 50 steps of ISONet-20, against the default: 8.7 s against 8.4 s on an idle
// machine, 19.6 s against 24.4 s next to one busy program. Call it first in main().
void shortenThreadSpinning(char** arguments);

// Lowers torch's number of threads to base::availableCores(), unless OMP_NUM_THREADS is set: torch knows the affinity
// mask but not the quota of a container, where more threads than the quota are stopped for a part of every period while
// the others wait for them. Call it in main(), before other threads use torch.
void respectAvailableCores();

// During its lifetime, memory of freed tensors stays in the process. By default glibc returns it to the system and
// requests it again in each step, with a page fault for every 4 KiB, and merges small chunks whenever a tensor is
// freed. The destructor returns the memory. No effect with other C libraries.
class MemoryReuse {
public:
    MemoryReuse();
    ~MemoryReuse();
    MemoryReuse(const MemoryReuse&) = delete;
    MemoryReuse& operator=(const MemoryReuse&) = delete;
};

}  // namespace isonet::training
