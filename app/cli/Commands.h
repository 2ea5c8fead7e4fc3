// The commands of `isonet` (Commands.def). Each add function registers a command with its options and action on the
// program or on a parent command. Actions may throw; CommandLine::run() turns exceptions into messages and exit codes
// (ExitCode.h).
#pragma once

#include "app/cli/CommandLine.h"

namespace isonet::cli {

#define ISONET_COMMAND(NAME) void add##NAME(Verb app);
#include "app/cli/Commands.def"
#undef ISONET_COMMAND

}  // namespace isonet::cli
