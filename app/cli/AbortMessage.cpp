#include "app/cli/AbortMessage.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string_view>

#include "app/cli/ExitCode.h"
#include "model/base/ResourceLimits.h"

namespace isonet::cli {
namespace {

std::terminate_handler before = nullptr;
std::array<char, 64 * 1024> faultStack;

void say(std::string_view text) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

void terminated() {
    try {
        if (const auto error = std::current_exception())
            std::rethrow_exception(error);
    } catch (const std::exception& error) {
        try {
            if (const std::string message = base::shortageMessage(error); !message.empty()) {
                say("isonet: " + message + "\n");
                std::_Exit(Storage);
            }
        } catch (const std::exception&) {  // not even for the message
            say("isonet: Not enough memory.\n");
            std::_Exit(Storage);
        }
    } catch (...) {
    }
    before();
}

void faulted(int signal) {
    const auto space = base::limitedAddressSpace();
    if (!space || !space->isNearlyUsed()) {
        std::raise(signal);  // ends the process, as without this handler
        return;
    }
    std::array<char, 256> text{};
    const int length =
        std::snprintf(text.data(), text.size(),
                      "isonet: ended by a memory fault. This process may use %.0f MiB of address space (ulimit -v) and "
                      "has used %.0f MiB.\n",
                      space->limit / 0x1p20, space->peak / 0x1p20);
    say({text.data(), static_cast<std::size_t>(length)});
    std::_Exit(Storage);
}

}  // namespace

void installAbortMessage() {
    before = std::set_terminate(terminated);
    if (!base::limitedAddressSpace())
        return;
    stack_t stack{};
    stack.ss_sp = faultStack.data();
    stack.ss_size = faultStack.size();
    ::sigaltstack(&stack, nullptr);
    struct sigaction action {};
    action.sa_handler = faulted;
    action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGSEGV, &action, nullptr);
    ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace isonet::cli
