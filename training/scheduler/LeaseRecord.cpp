#include "training/scheduler/LeaseRecord.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>
#include <random>

#include "model/base/JsonText.h"

namespace isonet::scheduler {
namespace {

using Json = nlohmann::ordered_json;

struct NamedState {
    LeaseState state;
    const char* name;
};
constexpr std::array<NamedState, 4> kStates{{{LeaseState::Held, "held"},
                                             {LeaseState::Taken, "taken"},
                                             {LeaseState::Returned, "returned"},
                                             {LeaseState::Ended, "ended"}}};

Json toJson(const WorkerId& worker) {
    return {{"host", worker.host}, {"boot", worker.boot}, {"process", worker.process}, {"started", worker.started}};
}

WorkerId workerOf(const Json& json) {
    return {json.at("host").get<std::string>(), json.at("boot").get<std::string>(),
            json.at("process").get<std::int64_t>(), json.at("started").get<std::int64_t>()};
}

}  // namespace

std::string leaseText(const LeaseRecord& record) {
    const auto* named = std::ranges::find(kStates, record.state, &NamedState::state);
    const Json json{{"token", record.token},          {"state", named->name},
                    {"place", record.place},          {"device", record.device},
                    {"threads", record.threads},      {"returning", record.returning},
                    {"seconds", record.seconds},      {"scheduler", toJson(record.scheduler)},
                    {"holder", toJson(record.holder)}};
    return base::jsonText(json, -1) + "\n" + record.beat + "\n";
}

LeaseRecord parseLease(std::string_view text, const std::string& row, std::int64_t generation) {
    LeaseRecord record;
    record.row = row;
    record.generation = generation;
    const auto end = text.find('\n');
    try {
        const auto json = Json::parse(text.substr(0, end));
        LeaseRecord read = record;
        const auto state = json.at("state").get<std::string>();
        const auto* named = std::ranges::find_if(kStates, [&](const auto& one) { return state == one.name; });
        if (named == kStates.end())
            throw std::invalid_argument("state");
        read.state = named->state;
        read.place = json.at("place").get<std::string>();
        read.device = json.at("device").get<std::string>();
        read.threads = json.at("threads").get<int>();
        read.returning = json.value("returning", false);
        read.seconds = json.at("seconds").get<double>();
        if (!(read.seconds > 0 && read.seconds <= 86400))
            throw std::invalid_argument("seconds");
        read.scheduler = workerOf(json.at("scheduler"));
        read.holder = workerOf(json.at("holder"));
        read.token = json.at("token").get<std::string>();
        read.beat = end == std::string_view::npos ? "" : text.substr(end + 1, kBeatLength);
        return read;
    } catch (const std::exception&) {
        record.beat = text;
        return record;
    }
}

std::string freshBeat() {
    static thread_local std::random_device random;
    std::string text;
    for (std::size_t i = 0; i < kBeatLength; ++i)
        text += "0123456789abcdef"[random() & 15u];
    return text;
}

std::string freshToken(std::int64_t generation) {
    return std::to_string(generation) + "-" + freshBeat();
}

}  // namespace isonet::scheduler
