// `isonet-supervisor`: watches the processes of a launched run. Started by training/launch only; it loads no LibTorch,
// so that many may wait beside many runs.
#include "training/launch/Supervisor.h"

int main() {
    return isonet::launch::supervise();
}
