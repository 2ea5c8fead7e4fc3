#include "training/launch/ProcessId.h"

#include <unistd.h>

#include <cstring>
#include <sstream>
#include <system_error>
#include <utility>

#include "model/base/AtomicFile.h"

namespace isonet::launch {
namespace {

constexpr std::size_t kLongestProc = 4096;  // bytes

std::string procText(const std::string& file) {
    try {
        return base::readFile(file, kLongestProc);
    } catch (const std::system_error&) {
        return {};
    }
}

std::string bootId() {
    std::string text = procText("/proc/sys/kernel/random/boot_id");
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

std::string statOf(std::int64_t number) {
    return number > 0 ? procText("/proc/" + std::to_string(number) + "/stat") : "";
}

// State letter and start of /proc/N/stat; 0: no such process.
std::pair<char, std::int64_t> stateAndStart(const std::string& text) {
    const auto name = text.rfind(')');  // the name in parentheses may have any characters
    if (name == std::string::npos)
        return {'X', 0};
    std::istringstream fields(text.substr(name + 1));
    char state = 'X';
    fields >> state;
    std::int64_t value = 0;
    for (int field = 4; field <= 22; ++field)  // as proc(5) counts them
        fields >> value;
    return {state, fields ? value : 0};
}

}  // namespace

ProcessId processId(std::int64_t number) {
    return {number, stateAndStart(statOf(number)).second, bootId()};
}

ProcessState stateOf(const ProcessId& process) {
    return stateIn(statOf(process.number), bootId(), process);
}

ProcessState stateIn(const std::string& stat, const std::string& boot, const ProcessId& process) {
    const auto [state, start] = stateAndStart(stat);
    if (start == 0 || start != process.start || boot != process.boot || state == 'Z' || state == 'X')
        return ProcessState::Gone;
    return state == 'T' || state == 't' ? ProcessState::Stopped : ProcessState::Lives;
}

std::string signalText(int number) {
    return "signal " + std::to_string(number) + " (" + ::strsignal(number) + ")";
}

}  // namespace isonet::launch
