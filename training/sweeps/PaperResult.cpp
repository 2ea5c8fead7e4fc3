#include "training/sweeps/PaperResult.h"

#include <exception>

#include "training/sweeps/PaperTables.h"
#include "training/sweeps/Queue.h"

namespace isonet::sweeps {
namespace {

bool sameExperiment(const config::RunConfig& a, const config::RunConfig& b) {
    return a.model == b.model && a.fineTuning == b.fineTuning && a.penalty == b.penalty && a.optimizer == b.optimizer &&
           a.schedule == b.schedule && a.detection == b.detection && a.data.dataset == b.data.dataset &&
           a.run.epochs == b.run.epochs && a.run.batchSize == b.run.batchSize;
}

std::optional<PaperResult> paperResultOfRow(const Sweep& sweep, const SweepRow& row, bool sameSettings) {
    if (row.paper.empty() || row.paperFailed)
        return std::nullopt;
    return PaperResult{sweep.name, row.label, row.paper.front(), sameSettings};
}

}  // namespace

std::optional<PaperResult> paperResultOf(const config::RunConfig& config) {
    for (const auto& table : paperTables())
        for (const auto& row : table.rows)
            if (sameExperiment(row.config, config))
                if (auto result = paperResultOfRow(table, row, true))
                    return result;
    return std::nullopt;
}

std::optional<PaperResult> paperResultInQueue(const std::filesystem::path& run) {
    try {
        if (!isQueue(run.parent_path()))
            return std::nullopt;
        const auto queue = Queue::open(run.parent_path());
        for (const auto& row : queue.sweep().rows)
            if (row.id == run.filename())
                return paperResultOfRow(queue.sweep(), row, false);
    } catch (const std::exception&) {  // not a readable queue: the line is missing, and that page says why
    }
    return std::nullopt;
}

}  // namespace isonet::sweeps
