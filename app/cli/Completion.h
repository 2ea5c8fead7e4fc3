// Shell completion of the program's commands, options and listed values; other values complete as file names.
#pragma once

#include <string>

#include "app/cli/CommandText.h"

namespace isonet::cli {

// A script for the shell to load, from `program` (its name and everything below it).
std::string bashCompletion(const CommandText& program);
std::string zshCompletion(const CommandText& program);
std::string fishCompletion(const CommandText& program);

}  // namespace isonet::cli
