#include "training/engine/loop/FinalTest.h"

#include <system_error>

#include "model/interop/StateDict.h"
#include "training/engine/distributed/GroupTraining.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/StorageError.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

// Loads the checkpoint; returns its name for messages.
std::string loadBest(torch::nn::Module& module, const fs::path& file) {
    const std::string remedy = " To test the last weights instead, delete it and resume the run.";
    try {
        const interop::Value checkpoint = interop::readTorchFile(file);
        interop::loadStateDict(module, interop::stateDictOf(checkpoint, file.string()), file.string());
        return "the weights of best.pt (epoch " + std::to_string(checkpoint.get<std::int64_t>("epoch")) + ")";
    } catch (const interop::FormatError& error) {
        throw telemetry::StorageError(
            "The run is trained, but its best.pt cannot be tested: " + std::string(error.what()) + remedy);
    } catch (const std::system_error& error) {
        throw telemetry::StorageError("The run is trained, but " + file.string() +
                                      " cannot be read: " + error.code().message() + "." + remedy);
    }
}

// Gives a module its weights back.
class KeptWeights {
public:
    explicit KeptWeights(torch::nn::Module& module) : module_(module), state_(interop::stateDictOf(module)) {}
    ~KeptWeights() {
        try {
            interop::loadStateDict(module_, state_, "the weights of the run");
        } catch (...) {  // of the same module, so that only the device can fail, which its next use reports
        }
    }
    KeptWeights(const KeptWeights&) = delete;
    KeptWeights& operator=(const KeptWeights&) = delete;

private:
    torch::nn::Module& module_;
    const interop::StateDict state_;
};

}  // namespace

bool reportTest(const TrainingContext& context, std::int64_t step, RecordSink& sink,
                const std::function<void()>& progress) {
    if (context.task.testImages() == 0)
        return true;
    auto& module = context.task.module();
    const telemetry::RunDirectory& directory = context.directory;
    const distributed::SharedFile best(directory.keeps() ? directory.checkpoint("best") : fs::path(), context.group);
    const KeptWeights kept(module);
    std::string weights = "the last weights; there is no best.pt";
    if (!best.path().empty() && fs::exists(best.path()))
        weights = loadBest(module, best.path());
    else if (context.group)
        context.group->broadcast(module.buffers());  // each rank's BatchNorm has seen different images
    const TaskEvaluation evaluation = context.task.test(context.stop, progress);
    StatusReporter& reporter = context.reporter;
    for (const std::string& notice : context.task.takeNotices())
        reporter.message(notice);
    if (!context.agreed(evaluation.complete))
        return false;
    std::vector<telemetry::Record> records;
    for (const auto& [tag, value] : evaluation.values) {
        records.push_back({tag, step, telemetry::secondsNow(), telemetry::Scalar{value}});
        reporter.status.metrics[tag] = value;
    }
    sink.write(std::move(records));
    reporter.message("Test on " + std::to_string(context.task.testImages()) + " images with " + weights + ": " +
                     evaluation.summary + ".");
    return true;
}

}  // namespace isonet::training
