#include "app/cli/CommandText.h"

namespace isonet::cli {
namespace {

void collect(const CommandText& command, const std::string& path, std::vector<CommandPlace>& all) {
    all.push_back({path, &command});
    for (const auto& child : command.commands)
        collect(child, path + " " + child.name, all);
}

}  // namespace

std::vector<CommandPlace> places(const CommandText& command) {
    std::vector<CommandPlace> all;
    collect(command, "", all);
    return all;
}

}  // namespace isonet::cli
