#include "training/engine/checkpoint/ResumePoint.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "model/base/NotFound.h"
#include "model/interop/FormatError.h"
#include "model/interop/Value.h"
#include "training/telemetry/RunReading.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

fs::path fileOf(const fs::path& run, const std::string& name) {
    return run / "checkpoints" / (name + ".pt");
}

// The number of "epoch-12".
std::optional<std::int64_t> epochOf(const std::string& name) {
    constexpr std::string_view prefix = "epoch-";
    std::int64_t number = 0;
    const char *end = name.data() + name.size(), *begin = name.data() + prefix.size();
    if (!name.starts_with(prefix) || std::from_chars(begin, end, number).ptr != end || begin == end)
        return std::nullopt;
    return number;
}

std::string describe(const fs::path& file, const std::string& name) {
    try {
        const interop::Value value = interop::readTorchFile(file);
        const auto number = [&](const char* key) {
            const auto* found = value.find(key);
            const auto* whole = found ? std::get_if<std::int64_t>(&found->data) : nullptr;
            return whole ? std::to_string(*whole) : std::string("unknown");
        };
        return name + " (step " + number("step") + ", epoch " + number("epoch") + ")";
    } catch (const interop::FormatError&) {
        return name + " (damaged)";
    } catch (const std::system_error& error) {
        return name + " (" + error.code().message() + ")";
    }
}

bool hasTrained(const fs::path& run) {
    if (!storedCheckpoints(run).empty())
        return true;
    const auto status = telemetry::readStatus(run);
    return status && status->step > 0;
}

}  // namespace

std::vector<std::string> storedCheckpoints(const fs::path& run) {
    std::vector<std::string> names;
    std::vector<std::int64_t> epochs;
    std::error_code error;
    for (const char* name : {"latest", "best"})
        if (fs::exists(fileOf(run, name), error))
            names.emplace_back(name);
    for (fs::directory_iterator entry(run / "checkpoints", error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ".pt")
            if (const auto epoch = epochOf(entry->path().stem().string()))
                epochs.push_back(*epoch);
    std::ranges::sort(epochs, std::greater());
    for (const auto epoch : epochs)
        names.push_back("epoch-" + std::to_string(epoch));
    return names;
}

std::string describeCheckpoints(const fs::path& run, const std::string& without) {
    std::string text;
    for (const auto& name : storedCheckpoints(run))
        if (name != without)
            text += (text.empty() ? "" : ", ") + describe(fileOf(run, name), name);
    return text;
}

std::string resumeAdvice(const fs::path& run, const std::string& from) {
    const std::string others = describeCheckpoints(run, from);
    std::string options;
    for (const auto& name : storedCheckpoints(run))
        if (name != from)
            options += "--from " + name + ", ";
    return (others.empty() ? "The run has no other checkpoint. " : "The run has: " + others + ". ") +
           "Choose where to resume (in the workbench: Run > Resume from a checkpoint): " + options +
           (others.empty() ? "" : "or ") + "--from start to train it again from the first step. " +
           "Checkpoints that would be overwritten are kept in a folder checkpoints/replaced-N.";
}

void checkResumePoint(const fs::path& run, const std::string& from) {
    if (from == fromStart)
        return;
    const std::string why = base::whyNotFound(fileOf(run, from));
    if (why.empty())
        return;
    if (why != "is missing")
        throw telemetry::StorageError(run.string() + ": checkpoints/" + from + ".pt " + why + ".");
    if (from == "latest" && !hasTrained(run))
        return;  // ended before its first checkpoint
    const auto status = telemetry::readStatus(run);
    throw telemetry::StorageError(
        run.string() + ": checkpoints/" + from + ".pt is missing" +
        (status && status->step > 0
             ? ", and the run has trained " + std::to_string(status->step) + (status->step == 1 ? " step" : " steps")
             : "") +
        ". " + resumeAdvice(run, from));
}

fs::path setAsideReplaced(const fs::path& run, const std::string& from, std::int64_t epoch) {
    std::vector<std::string> replaced;
    for (const auto& name : storedCheckpoints(run))
        if (name != from && epochOf(name).value_or(epoch + 1) > epoch)
            replaced.push_back(name);
    if (replaced.empty())
        return {};
    fs::path folder;
    std::error_code error;
    for (int n = 1; folder.empty() || fs::exists(fs::symlink_status(folder, error)); ++n)
        folder = run / "checkpoints" / ("replaced-" + std::to_string(n));
    fs::create_directory(folder, error);
    for (std::size_t i = 0; i < replaced.size() && !error; ++i)
        fs::rename(fileOf(run, replaced[i]), folder / (replaced[i] + ".pt"), error);
    if (error)
        throw telemetry::storageError(folder, "the replaced checkpoints cannot be moved here", error);
    return folder;
}

}  // namespace isonet::training
