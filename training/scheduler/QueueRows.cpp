#include "training/scheduler/QueueRows.h"

#include <algorithm>
#include <stdexcept>

#include "model/base/Suggestion.h"
#include "training/scheduler/QueueLock.h"

namespace isonet::scheduler {
namespace {

bool isTaken(const sweeps::Queue& queue, const std::string& id) {
    std::error_code error;
    const auto& rows = queue.sweep().rows;
    return std::ranges::find(rows, id, &sweeps::SweepRow::id) != rows.end() ||
           std::filesystem::exists(queue.folder() / id, error);
}

}  // namespace

std::size_t findRow(const sweeps::Sweep& sweep, const std::string& name) {
    const auto& rows = sweep.rows;
    const auto byId = std::ranges::find(rows, name, &sweeps::SweepRow::id);
    if (byId != rows.end())
        return static_cast<std::size_t>(byId - rows.begin());
    const auto byLabel = std::ranges::find(rows, name, &sweeps::SweepRow::label);
    if (!name.empty() && byLabel != rows.end() && std::ranges::count(rows, name, &sweeps::SweepRow::label) == 1)
        return static_cast<std::size_t>(byLabel - rows.begin());
    std::vector<std::string_view> ids;
    for (const auto& row : rows)
        ids.push_back(row.id);
    throw std::invalid_argument("'" + name + "' is not a row of the queue; accepted: " + base::joined(ids) +
                                base::didYouMean(name, ids));
}

std::string addRow(const std::filesystem::path& folder, sweeps::SweepRow row) {
    const QueueLock lock(folder);
    auto queue = sweeps::Queue::open(folder);
    sweeps::Sweep alone;
    alone.rows = {std::move(row)};
    sweeps::nameRows(alone);
    row = std::move(alone.rows.front());
    const std::string id = row.id;
    for (int n = 2; isTaken(queue, row.id); ++n)
        row.id = id + "-" + std::to_string(n);
    auto sweep = queue.sweep();
    sweep.rows.push_back(row);
    queue.change(sweep);
    return row.id;
}

void moveRow(const std::filesystem::path& folder, const std::string& name, int position) {
    const QueueLock lock(folder);
    auto queue = sweeps::Queue::open(folder);
    auto sweep = queue.sweep();
    const auto from = static_cast<std::ptrdiff_t>(findRow(sweep, name));
    const auto count = static_cast<std::ptrdiff_t>(sweep.rows.size());
    if (position < 1 || position > count)
        throw std::invalid_argument("position " + std::to_string(position) + " is not in the queue; accepted: 1 to " +
                                    std::to_string(count));
    const auto to = static_cast<std::ptrdiff_t>(position) - 1;
    const auto begin = sweep.rows.begin();
    if (from < to)
        std::rotate(begin + from, begin + from + 1, begin + to + 1);
    else
        std::rotate(begin + to, begin + from, begin + from + 1);
    queue.change(sweep);
}

void removeRow(const std::filesystem::path& folder, const std::string& name) {
    const QueueLock lock(folder);
    auto queue = sweeps::Queue::open(folder);
    auto sweep = queue.sweep();
    const auto row = static_cast<std::ptrdiff_t>(findRow(sweep, name));
    if (sweep.rows.size() == 1)
        throw std::invalid_argument("'" + name +
                                    "' is the only row of the queue; delete the folder of the queue instead");
    sweep.rows.erase(sweep.rows.begin() + row);
    queue.change(sweep);
}

}  // namespace isonet::scheduler
