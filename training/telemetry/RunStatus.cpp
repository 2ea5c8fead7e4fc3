#include "training/telemetry/RunStatus.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace isonet::telemetry {
namespace {

struct NamedState {
    RunState state;
    std::string_view name;
};
constexpr std::array<NamedState, 7> kStates{{{RunState::Preparing, "preparing"},
                                             {RunState::Running, "running"},
                                             {RunState::Paused, "paused"},
                                             {RunState::Finished, "finished"},
                                             {RunState::Interrupted, "interrupted"},
                                             {RunState::Diverged, "diverged"},
                                             {RunState::Failed, "failed"}}};

}  // namespace

std::string_view stateName(RunState state) {
    const auto found = std::ranges::find(kStates, state, &NamedState::state);
    if (found == kStates.end())
        throw std::invalid_argument("stateName: unknown state");
    return found->name;
}

RunState stateOf(std::string_view name) {
    const auto found = std::ranges::find(kStates, name, &NamedState::name);
    if (found == kStates.end())
        throw std::runtime_error("unknown state '" + std::string(name) + "'");
    return found->state;
}

}  // namespace isonet::telemetry
