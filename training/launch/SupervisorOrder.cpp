#include "training/launch/SupervisorOrder.h"

#include <stdexcept>

namespace isonet::launch {
namespace {

constexpr std::string_view kRun = "run", kTicket = "ticket", kRank = "rank", kArgument = "argument",
                           kVariable = "variable";

std::string_view takeString(std::string_view& text) {
    const auto end = text.find('\0');
    if (end == std::string_view::npos)
        throw std::invalid_argument("the order of the supervisor is truncated");
    const std::string_view value = text.substr(0, end);
    text.remove_prefix(end + 1);
    return value;
}

}  // namespace

std::string orderText(const SupervisorOrder& order) {
    std::string text;
    const auto add = [&text](std::string_view key, std::string_view value) {
        text.append(key).append(1, '\0').append(value).append(1, '\0');
    };
    add(kRun, order.run.string());
    add(kTicket, ticketJson(order.ticket));
    for (const RankOrder& rank : order.ranks) {
        add(kRank, rank.name);
        for (const std::string& argument : rank.arguments)
            add(kArgument, argument);
        for (const std::string& variable : rank.environment)
            add(kVariable, variable);
    }
    return text;
}

SupervisorOrder orderOf(std::string_view text) {
    SupervisorOrder order;
    while (!text.empty()) {
        const std::string_view key = takeString(text), value = takeString(text);
        if (key == kRun)
            order.run = std::string(value);
        else if (key == kTicket)
            order.ticket = ticketOf(value).value_or(Ticket{});
        else if (key == kRank)
            order.ranks.emplace_back().name = value;
        else if (key == kArgument && !order.ranks.empty())
            order.ranks.back().arguments.emplace_back(value);
        else if (key == kVariable && !order.ranks.empty())
            order.ranks.back().environment.emplace_back(value);
        else
            throw std::invalid_argument("the order of the supervisor has an unknown part");
    }
    if (order.run.empty() || order.ranks.empty())
        throw std::invalid_argument("the order of the supervisor names no run or no process");
    for (const RankOrder& rank : order.ranks)
        if (rank.arguments.empty())
            throw std::invalid_argument("the order of the supervisor names no program");
    return order;
}

}  // namespace isonet::launch
