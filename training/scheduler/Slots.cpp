#include "training/scheduler/Slots.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace isonet::scheduler {
namespace {

constexpr double kUsable = 0.9;  // of a GPU's memory, as in Design

constexpr const char* kAccepted =
    "accepted: auto, cpu, cpu:N (N rows at a time), cuda:N or cuda:N-M (one row on each), cuda:N=K (K rows) or "
    "cuda:N=memory (as many as fit), several separated by commas, such as cuda:0-3 or cuda:0=2,cpu:1";

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw std::invalid_argument("slots '" + std::string(text) + "': " + why);
}

std::optional<int> numberIn(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || number < 0)
        return std::nullopt;
    return number;
}

std::string gpusOf(const Capacity& capacity) {
    if (capacity.gpus.empty())
        return "this computer has no GPU that can be used (isonet doctor says why); accepted here: cpu, cpu:N";
    std::string names;
    for (const auto& gpu : capacity.gpus)
        names += (names.empty() ? "" : ", ") + gpu.id;
    return "accepted here: " + names + ", cpu";
}

const Gpu* find(const Capacity& capacity, const std::string& device) {
    const auto found = std::ranges::find(capacity.gpus, device, &Gpu::id);
    return found == capacity.gpus.end() ? nullptr : &*found;
}

class Parser {
public:
    Parser(std::string_view text, const Capacity& capacity) : text_(text), capacity_(capacity) {}

    SlotPlan plan() {
        for (std::string_view rest = text_;;) {
            const auto comma = rest.find(',');
            part(rest.substr(0, comma));
            if (comma == std::string_view::npos)
                return std::move(plan_);
            rest.remove_prefix(comma + 1);
        }
    }

private:
    void part(std::string_view part) {
        if (part == "auto")
            automatic();
        else if (part == "cpu")
            add("cpu", rowsForCores(capacity_.cores));
        else if (part.starts_with("cpu:"))
            cpu(part.substr(4));
        else if (part.starts_with("cuda:"))
            gpus(part.substr(5));
        else
            refuse(text_, "'" + std::string(part) + "' is not a device; " + kAccepted);
    }

    void automatic() {
        for (const auto& gpu : capacity_.gpus)
            add(gpu.id, 1);
        if (capacity_.gpus.empty())
            add("cpu", rowsForCores(capacity_.cores));
    }

    void cpu(std::string_view number) {
        const auto rows = numberIn(number);
        if (!rows || *rows < 1)
            refuse(text_, "'cpu:" + std::string(number) + "' has no number of rows; " + kAccepted);
        if (*rows > capacity_.cores)
            refuse(text_, std::to_string(*rows) + " rows at a time are more than the " +
                              std::to_string(capacity_.cores) + (capacity_.cores == 1 ? " core" : " cores") +
                              " of this computer; accepted: cpu:1 to cpu:" + std::to_string(capacity_.cores));
        add("cpu", *rows);
    }

    void gpus(std::string_view range) {
        int rows = 1;
        if (const auto equals = range.find('='); equals != std::string_view::npos) {
            const auto given = range.substr(equals + 1);
            const auto number = numberIn(given);
            if (given != "memory" && (!number || *number < 1 || *number > kMostSlots))
                refuse(text_, "'" + std::string(given) + "' is not a number of rows for a GPU; " + kAccepted);
            rows = given == "memory" ? kByMemory : *number;
            range = range.substr(0, equals);
        }
        const auto dash = range.find('-');
        const auto first = numberIn(range.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : numberIn(range.substr(dash + 1));
        if (!first || !last || *last < *first || *last - *first >= kMostSlots)
            refuse(text_, "'cuda:" + std::string(range) + "' does not name GPUs; " + kAccepted);
        for (int i = *first; i <= *last; ++i)
            add("cuda:" + std::to_string(i), rows);
    }

    void add(const std::string& device, int rows) {
        if (device != "cpu" && !find(capacity_, device))
            refuse(text_, "there is no " + device + "; " + gpusOf(capacity_));
        if (std::ranges::find(plan_, device, &SlotGroup::device) != plan_.end())
            refuse(text_, device + " is named twice; accepted: each device once");
        plan_.push_back({device, rows});
    }

    const std::string_view text_;
    const Capacity& capacity_;
    SlotPlan plan_;
};

int rowsOn(const SlotPlan& plan, const std::vector<SlotUse>& uses, const std::string& device) {
    int rows = 0;
    for (const auto& use : uses) {
        const bool known = std::ranges::find(plan, use.device, &SlotGroup::device) != plan.end();
        const bool other = use.device == "cpu" || use.device.starts_with("cuda:");  // not a device of the plan
        rows += (known || other ? use.device : plan.front().device) == device ? 1 : 0;
    }
    return rows;
}

double bytesOn(const std::vector<SlotUse>& uses, const std::string& device) {
    double bytes = 0;
    for (const auto& use : uses)
        bytes += use.device == device ? use.bytes : 0;
    return bytes;
}

int rowsFitting(const Capacity& capacity, const std::string& device, double bytes) {
    const Gpu* gpu = find(capacity, device);
    if (!gpu || bytes <= 0)
        return 1;
    return std::clamp(static_cast<int>(kUsable * gpu->bytes / bytes), 1, kMostSlots);
}

// Rows that share the cores with a row on `device`.
int sharersOf(const SlotPlan& plan, const Capacity& capacity, const std::string& device, double bytes) {
    int rows = 0;
    for (const auto& group : plan)
        if ((group.device == "cpu") == (device == "cpu"))
            rows += group.rows == kByMemory ? rowsFitting(capacity, group.device, bytes) : group.rows;
    return std::max(1, rows);
}

}  // namespace

int rowsForCores(int cores) {
    return std::clamp(cores, 1, std::max(4, cores / 4));
}

SlotPlan parseSlots(std::string_view text, const Capacity& capacity) {
    return Parser(text.empty() ? "auto" : text, capacity).plan();
}

SlotPlan limitedTo(SlotPlan plan, int jobs, const Capacity& capacity) {
    if (jobs < 1 || jobs > kMostSlots)
        throw std::invalid_argument("jobs is " + std::to_string(jobs) + "; accepted: 1 to " +
                                    std::to_string(kMostSlots) + " rows at a time");
    const int devices = std::min(jobs, static_cast<int>(plan.size()));
    plan.resize(static_cast<std::size_t>(devices));
    for (int i = 0; i < devices; ++i) {
        auto& group = plan[static_cast<std::size_t>(i)];
        group.rows = jobs / devices + (i < jobs % devices ? 1 : 0);
        if (group.device == "cpu" && group.rows > capacity.cores)
            throw std::invalid_argument("jobs is " + std::to_string(jobs) + ", which would put " +
                                        std::to_string(group.rows) + " rows at a time on " +
                                        std::to_string(capacity.cores) + (capacity.cores == 1 ? " core" : " cores") +
                                        "; accepted: one row per core");
    }
    return plan;
}

std::string slotsText(const SlotPlan& plan) {
    std::string text;
    for (const auto& group : plan) {
        text += (text.empty() ? "" : ",") + group.device;
        if (group.device == "cpu")
            text += ":" + std::to_string(group.rows);
        else if (group.rows == kByMemory)
            text += "=memory";
        else if (group.rows != 1)
            text += "=" + std::to_string(group.rows);
    }
    return text;
}

std::optional<Slot> freeSlot(const SlotPlan& plan, const Capacity& capacity, const std::vector<SlotUse>& uses,
                             double bytes) {
    const SlotGroup* best = nullptr;
    int fewest = 0;
    for (const auto& group : plan) {
        const int rows = rowsOn(plan, uses, group.device);
        const Gpu* gpu = find(capacity, group.device);
        const bool fits = rows == 0 || !gpu || bytesOn(uses, group.device) + bytes <= kUsable * gpu->bytes;
        const bool free = group.rows == kByMemory ? fits : rows < group.rows;
        if (free && (!best || rows < fewest)) {
            best = &group;
            fewest = rows;
        }
    }
    if (!best)
        return std::nullopt;
    return Slot{best->device, std::max(1, capacity.cores / sharersOf(plan, capacity, best->device, bytes))};
}

int slotCount(const SlotPlan& plan, const Capacity& capacity, double bytes) {
    int rows = 0;
    for (const auto& group : plan)
        rows += group.rows == kByMemory ? rowsFitting(capacity, group.device, bytes) : group.rows;
    return rows;
}

}  // namespace isonet::scheduler
