// A TCP port for ranks on this machine.
#pragma once

namespace isonet::base {

// A port of 127.0.0.1 that nothing listens on at the moment, chosen at random among those that the system does not
// assign by itself. Another process may take it before the caller does, which is unlikely. Throws std::system_error.
int freePort();

}  // namespace isonet::base
