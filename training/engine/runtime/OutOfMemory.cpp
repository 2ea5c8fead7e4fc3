#include "training/engine/runtime/OutOfMemory.h"

#include <algorithm>
#include <charconv>
#include <new>
#include <string_view>

#include "model/base/NumberText.h"
#include "model/base/ResourceLimits.h"
#include "model/spec/NetworkPlan.h"
#include "model/spec/Recomputation.h"

namespace isonet::training {
namespace {

constexpr double kUsable = 0.95;     // the rest is lost between blocks
constexpr double kWorkspaces = 1.1;  // of convolutions, on top of the activations
constexpr double kForOthers = 0.05;  // of the device: less is the driver's

// "2.00 GiB" or "1073741824 bytes" at the start of `text`; 0 if there is no amount.
double bytesAt(const char* text) {
    const std::string_view given(text);
    const std::string_view number = given.substr(std::min(given.find_first_not_of(' '), given.size()));
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || value < 0)
        return 0;
    const std::string_view rest = number.substr(static_cast<std::size_t>(end - number.data()));
    for (const auto& [unit, bytes] :
         {std::pair{" GiB", 0x1p30}, {" MiB", 0x1p20}, {" KiB", 0x1p10}, {" bytes", 1.0}, {" B", 1.0}})
        if (rest.starts_with(unit))
            return value * bytes;
    return 0;
}

double amountAfter(const std::string& message, std::string_view words) {
    const auto found = message.find(words);
    return found == std::string::npos ? 0 : bytesAt(message.c_str() + found + words.size());
}

double amountBefore(const std::string& message, std::string_view words) {
    const auto found = message.find(words);
    if (found == std::string::npos || found == 0)
        return 0;
    const auto unit = message.rfind(' ', found - 1);
    const auto number = unit == std::string::npos || unit == 0 ? unit : message.rfind(' ', unit - 1);
    return number == std::string::npos ? 0 : bytesAt(message.c_str() + number);
}

double plannedBytesPerImage(const config::RunConfig& config, const spec::NetworkPlan& plan) {
    // A detector's images differ from the plan's input.
    if (config::isDetection(config))
        return 0;
    const bool half =
        config.run.precision == config::Precision::BFloat16 || config.run.precision == config::Precision::Float16;
    const auto kept = spec::activationBytes(plan, config.run.checkpointActivations);
    return kWorkspaces * static_cast<double>(kept) / (half ? 2 : 1);
}

std::string limits() {
    const std::string text = base::memoryLimitText();
    return text.empty() ? text : " " + text;
}

std::string amountsOf(const MemoryShortage& shortage) {
    if (shortage.wanted <= 0)
        return {};
    std::string text = ": tried to allocate " + base::bytesText(shortage.wanted);
    if (shortage.total <= 0)
        return text;
    const std::string free =
        "the " + base::bytesText(shortage.free) + " that are free of " + base::bytesText(shortage.total);
    if (shortage.missing() > 0)
        text += ", " + base::bytesText(shortage.missing()) + " more than " + free;
    else
        text += "; " + free +
                (shortage.unused > 0 ? ", and " + base::bytesText(shortage.unused) + " kept for reuse," : "") +
                " are in smaller pieces";
    const double others = shortage.total - shortage.free - shortage.inProcess;
    if (shortage.inProcess > 0 && others > kForOthers * shortage.total)
        text += "; other programs use " + base::bytesText(others);
    return text;
}

// A run on a GPU that fails on the host: batches in preparation, page-locked copies, other programs.
constexpr const char* kHostRemedy =
    "Close other programs, or reduce data.workers or run.batch_size: batches are prepared there.";

std::string placeOf(const std::string& device, const MemoryShortage& shortage) {
    if (shortage.onHost)
        return "cpu";
    return shortage.wanted > 0 || device == "cpu" ? device : device + " or, page-locked, on the host";
}

std::string remedyFor(const config::RunConfig& config, const MemoryShortage& shortage, int world) {
    const bool halves = config.run.precision == config::Precision::Float32 ||  //
                        config.run.precision == config::Precision::TF32;
    const std::string precision = halves ? " or set run.precision to bfloat16" : "";
    if (const int fits = batchThatFits(config, shortage, world))
        return "About " + std::to_string(fits) + " images fit: set run.batch_size to " + std::to_string(fits) +
               " and optimizer.accumulate_batches to " +
               std::to_string(config.optimizer.accumulateBatches * config.run.batchSize / fits) +
               ", which keeps the update the same" + (halves ? "," : "") + precision + ".";
    if (shortage.allocated > 0)
        return "Fewer images alone will not fit: use a smaller network or smaller images, recompute activations "
               "(run.checkpoint_activations)" +
               precision + ".";
    if (config.run.batchSize <= world)
        return "Use a smaller network or smaller images" + precision + ".";
    return "Reduce run.batch_size (optimizer.accumulate_batches keeps the update the same)" + precision + ".";
}

}  // namespace

bool isOutOfMemory(const c10::Error& error) {
    if (dynamic_cast<const c10::OutOfMemoryError*>(&error))
        return true;
    const std::string text = error.what_without_backtrace();
    for (const char* phrase : {"can't allocate memory", "not enough memory", "out of memory"})
        if (text.find(phrase) != std::string::npos)
            return true;
    return false;
}

bool isOutOfMemory(const std::exception& error) {
    if (const auto* torchError = dynamic_cast<const c10::Error*>(&error))
        return isOutOfMemory(*torchError);
    if (dynamic_cast<const std::bad_alloc*>(&error))
        return true;
    const std::string_view text = error.what();
    const bool primitive = text.starts_with("could not create a ") || text.starts_with("could not execute a primitive");
    const auto space = primitive ? base::limitedAddressSpace() : std::nullopt;
    return space && space->isNearlyUsed();
}

std::string shortageMessage(const std::exception& error) {
    if (!isOutOfMemory(error) || dynamic_cast<const std::bad_alloc*>(&error))
        return base::shortageMessage(error);
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    const MemoryShortage shortage = torchError ? shortageIn(torchError->what_without_backtrace()) : MemoryShortage{};
    return "Not enough memory" + amountsOf(shortage) + "." + limits();
}

bool MemoryShortage::fragmented() const {
    return total > 0 && wanted <= free + unused;
}

double MemoryShortage::missing() const {
    return total <= 0 || fragmented() ? 0 : wanted - free;
}

// The CPU's allocator: "... you tried to allocate 1073741824 bytes. ...". CUDA's: "CUDA out of memory. Tried to
// allocate 2.00 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.44 GiB is free. [Process 12 has 3.00 GiB memory
// in use.] Including non-PyTorch memory, this process has 77.67 GiB memory in use. Of the allocated memory 70.00 GiB is
// allocated by PyTorch, [with 1.00 GiB allocated in private pools,] and 5.00 GiB is reserved by PyTorch but
// unallocated. ...".
MemoryShortage shortageIn(const std::string& message) {
    MemoryShortage shortage;
    shortage.onHost = message.find("tried to allocate ") != std::string::npos;
    shortage.wanted = amountAfter(message, shortage.onHost ? "tried to allocate " : "Tried to allocate ");
    shortage.total = amountAfter(message, "total capacity of ");
    shortage.free = amountBefore(message, " is free");
    shortage.inProcess = amountAfter(message, "this process has ");
    shortage.allocated = amountBefore(message, " is allocated by PyTorch");
    shortage.unused = amountBefore(message, " is reserved by PyTorch but unallocated");
    return shortage;
}

int batchThatFits(const config::RunConfig& config, const MemoryShortage& shortage, int world) {
    if (shortage.wanted <= 0 || shortage.total <= 0 || shortage.allocated <= 0 || config.run.batchSize < 2 || world < 1)
        return 0;
    const spec::NetworkPlan plan = spec::plan(config.model);
    const double fixed = 3.0 * sizeof(float) * static_cast<double>(plan.parameters);
    const double usable = kUsable * (shortage.allocated + shortage.unused + shortage.free) - fixed;
    const double images = static_cast<double>(config.run.batchSize) / world;  // on this rank
    const double measured = (shortage.allocated + shortage.wanted - fixed) / images;
    const double perImage = std::max(measured, plannedBytesPerImage(config, plan));
    if (usable <= 0 || perImage <= 0)
        return 0;
    for (int batch = config.run.batchSize / 2; batch >= world; --batch)
        if (config.run.batchSize % batch == 0 && batch % world == 0 && batch / world * perImage <= usable)
            return batch;
    return 0;
}

std::string outOfMemoryMessage(const config::RunConfig& config, const std::string& device,
                               const MemoryShortage& shortage, int world) {
    return "Not enough memory on " + placeOf(device, shortage) + " for " + spec::networkName(config.model) +
           " with batches of " + std::to_string(config.run.batchSize) + " images" + amountsOf(shortage) + "." +
           (shortage.onHost ? limits() : "") + " " +
           (shortage.onHost && device != "cpu" ? kHostRemedy : remedyFor(config, shortage, world));
}

}  // namespace isonet::training
