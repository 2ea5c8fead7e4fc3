// A process of this machine that is not mistaken for a later one with the same number.
#pragma once

#include <cstdint>
#include <string>

namespace isonet::launch {

struct ProcessId {
    std::int64_t number = 0;
    std::int64_t start = 0;  // clock ticks since the machine started
    std::string boot = {};   // id of that start of the machine
};

enum class ProcessState { Gone, Lives, Stopped };  // Stopped: by SIGSTOP or a debugger

// Of a living process; a start of 0 if there is none.
ProcessId processId(std::int64_t number);
// Gone if the number now belongs to another process, or the machine has been started since.
ProcessState stateOf(const ProcessId& process);
// The same from the text of /proc/N/stat and the boot id of that machine.
ProcessState stateIn(const std::string& stat, const std::string& boot, const ProcessId& process);

// "signal 9 (Killed)".
std::string signalText(int number);

}  // namespace isonet::launch
