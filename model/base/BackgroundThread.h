// Threads that prepare or measure something while others train.
#pragma once

namespace isonet::base {

// From now on, when the calling thread wakes up, it waits for a free core or the end of a time slice instead of
// interrupting another thread: a training step waits for the slowest of its threads. Its share of a busy machine stays
// the same. Linux: SCHED_BATCH, which needs no rights; elsewhere, or if the thread has another policy already, no
// effect.
void runInBackground();

}  // namespace isonet::base
