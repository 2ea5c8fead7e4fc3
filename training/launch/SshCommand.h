// Commands on another machine by ssh and copies by rsync, without questions on the terminal.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "training/launch/CommandRunner.h"
#include "training/launch/Place.h"

namespace isonet::launch {

// A word for any POSIX shell: in single quotes unless it is plain.
std::string posixWord(const std::string& word);

class SshCommand {
public:
    SshCommand(SshOptions options, CommandRunner& commands);

    // Runs `words` in the login shell of the host. An exit code of 255 is ssh's own.
    CommandResult run(const std::vector<std::string>& words, std::chrono::seconds timeout = std::chrono::seconds(40));
    // Copies the content of a folder to or from the host: regular files only, each complete or not at all.
    CommandResult push(const std::filesystem::path& from, const std::string& to);
    CommandResult pull(const std::string& from, const std::filesystem::path& to);

    // A sentence with the remedy for a failed run(), and for a failed copy of `folder` there.
    std::string trouble(const CommandResult& result) const;
    std::string copyTrouble(const CommandResult& result, const std::string& folder) const;

    // isonet there, as the options name it.
    std::string program() const;

private:
    std::string connectionTrouble(const CommandResult& result) const;  // empty: the connection was made
    CommandResult copy(const std::vector<std::string>& arguments);
    const SshOptions options_;
    CommandRunner& commands_;
};

}  // namespace isonet::launch
