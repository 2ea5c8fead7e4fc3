// Small kernels for tst_emulation: sound ones, and one for each fault that the emulation finds.
#pragma once

#include <vector>

#include "tests/kernels/Emulation.h"

namespace isonet::emulation {

// Sums of groups of 256 values, one block each, through shared memory and shuffles. Two barriers.
std::vector<float> sumsOfGroups(const std::vector<float>& values);
// The numbers of 64 threads in the order in which they ran.
std::vector<int> runningOrder();
// What each of 32 lanes gets from a shuffle of lane numbers.
std::vector<int> shuffled(Shuffle kind, int argument, int width);

// Each throws LaunchError. Blocks of 64 threads.
void waitAtDifferentBarriers();
void leaveBeforeBarrier();
void throwFromThread();
void shuffleWithAbsentLane();  // the lane's thread has left
void shuffleOutsideMask();
void readUnwrittenSharedMemory();
void writeFromTwoBlocks();
void exchangeWithoutWarpBarrier();
void launchTooManyThreads();

// Does not throw: the same with a barrier for the warp, which orders its threads.
int exchangeWithWarpBarrier();

// Reads four floats at once from an address that is not a multiple of 16. Ends the process.
void readMisaligned();

}  // namespace isonet::emulation
