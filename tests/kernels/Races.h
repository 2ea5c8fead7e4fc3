// Finds accesses of a kernel's threads to one address that no barrier orders. The kernels are compiled with the thread
// sanitizer's instrumentation (-fsanitize=thread), whose calls arrive here instead of in its runtime library, which
// knows the operating system's threads, not those of a block.
//
// Within a block, __syncthreads orders all threads and __syncwarp those of a warp; shuffles order nothing. Blocks of
// one launch are not ordered. Static memory is the block's shared memory. Atomic operations are not followed.
#pragma once

#include <cstdint>
#include <string>

namespace isonet::emulation {

class FiberStacks;

// The thread that runs now.
struct Actor {
    std::uint32_t launch = 0, block = 0;
    std::uint32_t interval = 0;      // counts the block's barriers
    std::uint32_t warpInterval = 0;  // counts a warp's __syncwarp
    std::uint16_t thread = 0, warp = 0;
};

// Whether this build's kernels report their accesses: not with another sanitizer.
bool racesAreFound();

// Accesses from now on are those of `actor`; addresses in `stacks` are a thread's own. null: accesses are ignored.
// `found` is called with a description and must not return.
void follow(const Actor* actor, const FiberStacks* stacks, void (*found)(const std::string&));

}  // namespace isonet::emulation
