// Which launches this user has made, stored next to the user's runs. The folder of a run may come from anyone: its
// launch.json alone makes this program connect to no other machine and ask or cancel no job.
#pragma once

#include "training/launch/Ticket.h"

namespace isonet::launch {

void rememberLaunch(const Ticket& ticket);  // ignores errors: the run can then be queried only where it was launched
bool isKnownLaunch(const Ticket& ticket);

}  // namespace isonet::launch
