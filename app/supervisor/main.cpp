// `isonet-supervisor`: watches the processes of a launched run. Started by training/launch only; it loads no LibTorch,
// so that many of them need little memory.
#include "training/launch/Supervisor.h"

int main() {
    return isonet::launch::supervise();
}
