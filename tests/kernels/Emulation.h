// Runs CUDA kernels on the host, a block at a time, each thread of the block as a fiber. model/kernels/cuda/Launch.h
// gets here in files that are compiled without a CUDA compiler, with tests/kernels/cuda before the include path.
//
// A launch throws LaunchError if
//   the grid or block is one that CUDA refuses;
//   threads of a block wait at different barriers, or some have left the kernel while others wait;
//   a shuffle reads a lane that does not take part;
//   two threads use one address without a barrier between them, at least one of them writing (not in builds with
//   sanitizers: Races.h); or shared memory is read that no thread of the block has written.
// Used by one thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/kernels/Dimensions.h"

namespace isonet::emulation {

class LaunchError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The order in which threads that are able to run do so.
enum class Order { Forward, Reverse, Shuffled };
void setOrder(Order order);

// A barrier or shuffle in a kernel's source.
struct Place {
    const char* what = "";
    const char* file = "";
    int line = 0;
};
inline bool operator==(const Place& a, const Place& b) {
    return a.line == b.line && std::strcmp(a.file, b.file) == 0 && std::strcmp(a.what, b.what) == 0;
}
std::string text(const Place& place);

// Every __syncthreads that kernels have reached since the program started.
const std::vector<Place>& reachedBarriers();
// From now on threads pass this __syncthreads without waiting, as if it were not in the source; null: none.
void omitBarrier(const Place* place);

// For the CUDA names of tests/kernels/cuda, called from a kernel.
struct Position {
    uint3 threadIndex, blockIndex;
    dim3 block, grid;
};
__attribute__((const)) const Position& position();  // does not change within a thread of a kernel
void blockBarrier(const Place& place);
void warpBarrier(unsigned mask, const Place& place);

enum class Shuffle { Index, Down, Up, Xor };
std::uint64_t shuffleBits(Shuffle kind, unsigned mask, std::uint64_t bits, int argument, int width, const Place& place);

template <typename T>
T shuffle(Shuffle kind, unsigned mask, T value, int argument, int width, const Place& place) {
    static_assert(sizeof(T) <= sizeof(std::uint64_t));
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    bits = shuffleBits(kind, mask, bits, argument, width, place);
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

}  // namespace isonet::emulation
