// Replaces Group.cpp in builds without Gloo's headers.
#include "training/engine/distributed/Group.h"

namespace isonet::distributed {

Group::~Group() = default;

bool Group::supported() {
    return false;
}

std::unique_ptr<Group> Group::join(const Launch& launch, const Timeouts&) {
    throw RendezvousError("this process is rank " + std::to_string(launch.rank) + " of " +
                          std::to_string(launch.world) +
                          ", but this build does not support process groups: it was built without Gloo's headers "
                          "(libgloo-dev). Install them and rebuild, or start a single process.");
}

}  // namespace isonet::distributed
