// The commands and options of the program as plain data, from the same declarations as --help. Shell completion and the
// manual page are made from it.
#pragma once

#include <string>
#include <vector>

namespace isonet::cli {

struct OptionText {
    std::vector<std::string> names;    // "-h", "--help"; of a positional argument its only name, "CONFIG"
    std::string value;                 // kind of value, "TEXT" or "INT"; empty for a flag
    std::string accepted;              // bounds, "1 - 4096"; empty if there are none
    std::string help;                  // imperative, no period
    std::vector<std::string> choices;  // the accepted values, if they are a list
    bool positional = false, required = false, repeatable = false;
};

struct CommandText {
    std::string name, help, footer;  // footer: only what the command adds to its parent's
    std::vector<OptionText> options;
    std::vector<CommandText> commands;
};

// All commands below `command` with their paths (" detect train"), parents first; `command` itself has the empty path.
struct CommandPlace {
    std::string path;
    const CommandText* command;
};
std::vector<CommandPlace> places(const CommandText& command);

}  // namespace isonet::cli
