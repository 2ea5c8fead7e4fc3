#include "model/base/BackgroundThread.h"

#include <pthread.h>
#include <sched.h>

namespace isonet::base {

void runInBackground() {
#if defined(SCHED_BATCH)
    int policy = 0;
    sched_param parameters{};
    if (pthread_getschedparam(pthread_self(), &policy, &parameters) == 0 && policy == SCHED_OTHER)
        pthread_setschedparam(pthread_self(), SCHED_BATCH, &parameters);
#endif
}

}  // namespace isonet::base
