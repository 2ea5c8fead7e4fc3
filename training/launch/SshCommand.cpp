#include "training/launch/SshCommand.h"

#include <algorithm>
#include <array>
#include <utility>

#include "model/base/ShownText.h"
#include "training/telemetry/RunFiles.h"

namespace isonet::launch {
namespace {

constexpr std::chrono::minutes kCopy(30);  // of a run's folder
constexpr const char* kTransport = "ssh -o BatchMode=yes -o ConnectTimeout=15";

// ssh ends lines as a terminal does, with \r\n.
std::string trimmedText(std::string text) {
    std::erase(text, '\r');
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    return base::shownText(text);
}

// %: the host.
struct SshRemedy {
    std::string_view sign, sentence;
};
constexpr std::array<SshRemedy, 9> kSshRemedies{
    {{"REMOTE HOST IDENTIFICATION HAS CHANGED",
      "% has a different host key than before. If it was reinstalled, remove the old key (ssh-keygen -R %) and connect "
      "once by hand; otherwise another machine answers in its place."},
     {"Host key verification failed",
      "The host key of % is not known here. Connect once by hand (ssh %), compare the fingerprint, and accept it."},
     {"Permission denied",
      "% has refused the key. Install one (ssh-copy-id %), or load it (ssh-add); `ssh -o BatchMode=yes % true` must "
      "succeed without a prompt."},
     {"Too many authentication failures",
      "% has refused all keys; name the right one as IdentityFile in ~/.ssh/config."},
     {"Could not resolve hostname", "There is no machine named %. Check the name, or define it in ~/.ssh/config."},
     {"Connection refused", "% does not accept ssh connections: its sshd does not run, or listens on another port."},
     {"timed out", "% cannot be reached: it is off, or a firewall or missing VPN is in the way. Try: ssh % true"},
     {"No route to host", "% cannot be reached from this network. Is a VPN needed?"},
     {"Network is unreachable", "There is no network to % from here."}}};

std::string withHost(std::string_view sentence, const std::string& host) {
    std::string text;
    for (const char c : sentence)
        text += c == '%' ? host : std::string(1, c);
    return text;
}

}  // namespace

std::string posixWord(const std::string& word) {
    const bool plain = !word.empty() && std::ranges::all_of(word, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./:=,@+").find(c) != std::string_view::npos;
    });
    if (plain)
        return word;
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

SshCommand::SshCommand(SshOptions options, CommandRunner& commands)
    : options_(std::move(options)), commands_(commands) {}

std::string SshCommand::program() const {
    return options_.program.empty() ? "isonet" : options_.program;
}

CommandResult SshCommand::run(const std::vector<std::string>& words, std::chrono::seconds timeout) {
    std::string line;
    for (const std::string& word : words)
        line += (line.empty() ? "" : " ") + posixWord(word);
    return commands_.run({"ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "-T", "--", options_.host, line},
                         timeout);
}

CommandResult SshCommand::copy(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"rsync",        "--recursive",  "--times",       "--compress",
                                 "--no-links",   "--no-devices", "--no-specials", "--protect-args",
                                 "--timeout=60", "--rsh",        kTransport};
    for (const char* own : {telemetry::kTicketFile, telemetry::kControlFolder, ".lock", ".launch.*"})
        all.push_back(std::string("--exclude=/") + own);
    all.emplace_back("--exclude=.*.tmp");
    all.insert(all.end(), arguments.begin(), arguments.end());
    return commands_.run(all, kCopy);
}

CommandResult SshCommand::push(const std::filesystem::path& from, const std::string& to) {
    return copy({"--", from.string() + "/", options_.host + ":" + to + "/"});
}

CommandResult SshCommand::pull(const std::string& from, const std::filesystem::path& to) {
    return copy({"--", options_.host + ":" + from + "/", to.string() + "/"});
}

std::string SshCommand::connectionTrouble(const CommandResult& result) const {
    if (result.timedOut)
        return withHost("% did not answer in time: it is overloaded, or its disk hangs. Try: ssh % true",
                        options_.host);
    for (const SshRemedy& remedy : kSshRemedies)
        if (result.errors.find(remedy.sign) != std::string::npos)
            return withHost(remedy.sentence, options_.host) + " ssh says: " + trimmedText(result.errors);
    return {};
}

std::string SshCommand::trouble(const CommandResult& result) const {
    if (!result.started)
        return "ssh cannot be started (" + result.errors + "). Install the OpenSSH client.";
    if (result.exitCode == 255 || result.timedOut)
        if (const std::string text = connectionTrouble(result); !text.empty())
            return text;
    if (result.exitCode == 255)
        return "ssh " + options_.host + " failed: " + trimmedText(result.errors);
    if (result.exitCode == 127 || result.exitCode == 126)
        return program() + " is not on " + options_.host +
               ", or not in the PATH of its non-interactive shells. Install it there, or name it: ssh:" +
               options_.host + ",program=/path/to/isonet";
    const std::string said = trimmedText(result.errors.empty() ? result.output : result.errors);
    if (said.find("No space left on device") != std::string::npos)
        return "The disk on " + options_.host +
               " is full. Free space there, or choose another folder=. It says: " + said;
    return options_.host + " says: " + (said.empty() ? "exit code " + std::to_string(result.exitCode) : said);
}

std::string SshCommand::copyTrouble(const CommandResult& result, const std::string& folder) const {
    if (!result.started)
        return "rsync cannot be started (" + result.errors +
               "). Install rsync, or use a disk that both machines share.";
    if (result.errors.find("No space left on device") != std::string::npos ||
        result.errors.find("Disk quota exceeded") != std::string::npos)
        return "The disk of the copy (" + folder +
               ") is full. Free space, or choose another folder=. rsync says: " + trimmedText(result.errors);
    if (result.errors.find("rsync: command not found") != std::string::npos ||
        result.errors.find("rsync: not found") != std::string::npos)
        return "rsync is not installed on " + options_.host +
               ". Install it there, or use a disk that both machines share.";
    if (const std::string text = connectionTrouble(result); !text.empty())
        return text;
    return "rsync with " + options_.host + " failed: " + trimmedText(result.errors);
}

}  // namespace isonet::launch
