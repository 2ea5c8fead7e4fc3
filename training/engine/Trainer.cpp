#include "training/engine/Trainer.h"

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>
#include <c10/util/Exception.h>
#include <torch/utils.h>

#include <cerrno>
#include <system_error>

#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/Dataset.h"
#include "training/engine/Detection.h"
#include "training/engine/Environment.h"
#include "training/engine/HostTuning.h"
#include "training/engine/OutOfMemory.h"
#include "training/engine/Task.h"
#include "training/engine/TrainingLoop.h"
#include "training/engine/distributed/Placing.h"

namespace isonet::training {
namespace {

void checkConfig(const config::RunConfig& config) {
    const auto problems = config::validate(config);
    if (!problems.empty())
        throw config::ConfigError(problems);
}

std::string resolve(const std::string& wanted) {
    // For the CPU as well: torch remembers at its first use whether its CUDA half was there, and a later run of this
    // process may want it.
    model::loadCuda();
    try {
        const auto* group = distributed::Group::current();
        return group ? distributed::localDevice(wanted, group->launch()) : model::resolveDevice(wanted);
    } catch (const std::invalid_argument& error) {
        throw config::ConfigError(std::vector<spec::Problem>{{"run.device", error.what()}});
    }
}

std::optional<TrainingState> savedState(const config::RunConfig& config, const telemetry::RunDirectory& directory,
                                        StatusReporter& reporter) {
    // What the first rank has is handed to the others: they need not see its disk.
    const distributed::SharedFile shared(directory.keeps() ? directory.checkpoint("latest") : "");
    const auto& file = shared.path();
    if (!std::filesystem::exists(file))
        return std::nullopt;
    TrainingState saved;
    try {
        saved = trainingStateOf(interop::readTorchFile(file), file.string());
    } catch (const interop::FormatError& error) {
        throw telemetry::StorageError(std::string(error.what()) +
                                      ". The run cannot be resumed from it; copy another checkpoint of the run "
                                      "(best.pt) in its place to go on from there.");
    } catch (const std::system_error& error) {
        throw telemetry::StorageError(file.string() + " cannot be read: " + error.code().message());
    }
    const auto forbidden = changesThatForbidResuming(saved.config, config);
    if (!forbidden.empty())
        throw config::ConfigError(forbidden);
    reporter.message("Going on from step " + std::to_string(saved.step) + ".");
    for (const auto& change : changesBetween(saved.config, config))
        reporter.message("Changed on resuming: " + change.text());
    return saved;
}

// config.yaml tells what runs now, where that differs from what the run was made with.
void keepConfig(const config::RunConfig& config, telemetry::RunDirectory& directory) {
    try {
        if (telemetry::readConfig(directory.path()) == config)
            return;
    } catch (const config::ConfigError&) {  // damaged: written anew
    } catch (const telemetry::StorageError&) {
    }
    directory.writeConfig(config);
}

std::string storageMessage(const std::system_error& error) {
    const int code = error.code().value();
    const bool room = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return std::string(error.what()) + (room ? ". Make room on that disk, or choose another folder for the run." : ".");
}

TrainingResult trainOn(const config::RunConfig& config, telemetry::RunDirectory& directory, StatusReporter& reporter,
                       TrainingObserver& observer, TrainingControl& control, std::stop_token stop,
                       const std::string& device, const TaskFactory& makeTask) {
    const at::Device place(device);
    const c10::DeviceGuard guard(place);
    auto* group = distributed::Group::current();
    if (group)
        group->attach(place);
    const MemoryReuse memory;
    applyPrecision(config.run.precision);
    if (config.run.cudaGraph && !place.is_cuda())
        throw config::ConfigError({{"run.cuda_graph", "cuda_graph is true, but the run's device is " + device +
                                                          "; accepted there: false. A CUDA graph needs an NVIDIA "
                                                          "device"}});
    torch::manual_seed(config.run.seed);
    const std::unique_ptr<Task> task = makeTask(config, place);
    auto saved = savedState(config, directory, reporter);
    keepConfig(config, directory);
    directory.writeEnvironment(environmentFacts(config, device));
    reporter.message("Training " + spec::networkName(config.model) + " on " + config.data.dataset + ", " +
                     std::to_string(task->batchesPerEpoch()) + " batches of " + std::to_string(config.run.batchSize) +
                     " images an epoch, device " + device +
                     (group ? " and " + std::to_string(group->size() - 1) + " more processes." : "."));
    TrainingLoop loop(config, place, *task, directory, reporter, observer, control, std::move(stop), std::move(saved));
    return loop.run();
}

// An exchange within the backward pass fails, with whatever its library throws, where another rank has ended.
void throwLostPeer(const std::function<void(const std::string&)>& failed) {
    if (const std::string lost = distributed::lostPeer(); !lost.empty()) {
        failed(lost);
        throw distributed::PeerError(lost);
    }
}

bool isOurs(const std::exception& error) {
    const auto is = [&]<typename Error>() { return dynamic_cast<const Error*>(&error) != nullptr; };
    return is.operator()<distributed::PeerError>() || is.operator()<distributed::RendezvousError>() ||
           is.operator()<config::ConfigError>() || is.operator()<DataError>() ||
           is.operator()<telemetry::StorageError>() || is.operator()<interop::FormatError>();
}

}  // namespace

TrainingResult train(const config::RunConfig& config, telemetry::RunDirectory& directory, TrainingObserver& observer,
                     TrainingControl& control, std::stop_token stop) {
    return train(config, directory, observer, control, std::move(stop),
                 config::isDetection(config) ? makeDetection : makeClassification);
}

TrainingResult train(const config::RunConfig& config, telemetry::RunDirectory& directory, TrainingObserver& observer,
                     TrainingControl& control, std::stop_token stop, const TaskFactory& makeTask) {
    StatusReporter reporter(directory, observer);
    std::string device = config.run.device;
    const auto failed = [&](const std::string& message) {
        reporter.log(message);  // the caller is thrown it
        reporter.status.secondsLeft = -1;
        reporter.state(telemetry::RunState::Failed, message);
    };
    const distributed::LossReport loss([&](const std::string& message) {
        telemetry::RunStatus last = reporter.status;
        last.state = telemetry::RunState::Failed;
        last.message = message;
        directory.writeStatus(last);
        directory.log(message);
    });
    try {
        reporter.state(telemetry::RunState::Preparing);
        checkConfig(config);
        device = resolve(config.run.device);
        TrainingResult result =
            trainOn(config, directory, reporter, observer, control, std::move(stop), device, makeTask);
        if (!result.message.empty())
            reporter.message(result.message);
        return result;
    } catch (const std::system_error& error) {
        const std::string message = storageMessage(error);
        failed(message);
        throw telemetry::StorageError(message);
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        const bool memory = isOutOfMemory(error);
        if (!memory)
            throwLostPeer(failed);
        const std::string message = memory ? outOfMemoryMessage(config, device, text) : text;
        failed(message);
        throw DeviceError(message, memory);
    } catch (const std::bad_alloc& error) {
        const std::string message = outOfMemoryMessage(config, device, error.what());
        failed(message);
        throw DeviceError(message, true);
    } catch (const std::exception& error) {
        if (!isOurs(error))
            throwLostPeer(failed);
        failed(error.what());
        throw;
    }
}

}  // namespace isonet::training
