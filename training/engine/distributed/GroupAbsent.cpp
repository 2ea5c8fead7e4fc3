// In place of Group.cpp where Gloo's headers are not installed.
#include "training/engine/distributed/Group.h"

namespace isonet::distributed {

Group::Group() = default;
Group::~Group() = default;

Group* Group::current() {
    return nullptr;
}

bool Group::supported() {
    return false;
}

std::unique_ptr<Group> Group::join(const Launch& launch, const Patience&) {
    throw RendezvousError("this process is rank " + std::to_string(launch.rank) + " of " +
                          std::to_string(launch.world) +
                          ", and this build trains alone: it was made without Gloo's headers (libgloo-dev). Install "
                          "them and build again, or start a single process.");
}

}  // namespace isonet::distributed
