#include "training/engine/loop/Trainer.h"

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>
#include <c10/util/Exception.h>
#include <torch/utils.h>

#include <cerrno>
#include <system_error>

#include "model/base/DataError.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/engine/checkpoint/ConfigChanges.h"
#include "training/engine/distributed/Placing.h"
#include "training/engine/loop/StartedConfig.h"
#include "training/engine/loop/TrainingLoop.h"
#include "training/engine/runtime/AlgorithmSearch.h"
#include "training/engine/runtime/DeviceError.h"
#include "training/engine/runtime/DeviceMemory.h"
#include "training/engine/runtime/Environment.h"
#include "training/engine/runtime/HostTuning.h"
#include "training/engine/runtime/OutOfMemory.h"
#include "training/engine/tasks/Detection.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {
namespace {

void checkConfig(const config::RunConfig& config) {
    const auto problems = config::validate(config);
    if (!problems.empty())
        throw config::ConfigError(problems);
}

std::string resolve(const std::string& requested, distributed::Group* group) {
    // For the CPU too: torch decides at its first use whether CUDA is available, and a later run of this process may
    // need it.
    model::loadCuda();
    try {
        return group ? distributed::localDevice(requested, *group) : model::resolveDevice(requested);
    } catch (const std::invalid_argument& error) {
        throw config::ConfigError(std::vector<spec::Problem>{{"run.device", error.what()}});
    }
}

std::optional<TrainingState> savedState(const telemetry::RunDirectory& directory, distributed::Group* group) {
    // The first rank sends its checkpoint to the others, which need not share its file system.
    const distributed::SharedFile shared(directory.keeps() ? directory.checkpoint("latest") : "", group);
    const auto& file = shared.path();
    if (!std::filesystem::exists(file))
        return std::nullopt;
    try {
        return trainingStateOf(interop::readTorchFile(file), file.string());
    } catch (const interop::FormatError& error) {
        throw telemetry::StorageError(std::string(error.what()) +
                                      ". The run cannot be resumed from this file. Replace it with another "
                                      "checkpoint of the run, such as best.pt.");
    } catch (const std::system_error& error) {
        throw telemetry::StorageError(file.string() + " cannot be read: " + error.code().message());
    }
}

void checkResumed(const TrainingState& saved, const config::RunConfig& config, StatusReporter& reporter) {
    const auto forbidden = changesThatForbidResuming(saved.config, config);
    if (!forbidden.empty())
        throw config::ConfigError(forbidden);
    reporter.message("Resuming from step " + std::to_string(saved.step) + ".");
    for (const auto& change : changesBetween(saved.config, config))
        reporter.message("Changed on resuming: " + change.text());
}

// Updates config.yaml where the configuration differs from the stored one.
void keepConfig(const config::RunConfig& config, telemetry::RunDirectory& directory) {
    try {
        if (telemetry::readConfig(directory.path()) == config)
            return;
    } catch (const config::ConfigError&) {  // corrupt: rewritten
    } catch (const telemetry::StorageError&) {
    }
    directory.writeConfig(config);
}

std::string storageMessage(const std::system_error& error) {
    const int code = error.code().value();
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    return std::string(error.what()) + (full ? ". Free disk space, or choose another folder for the run." : ".");
}

TrainingResult trainOn(const config::RunConfig& given, telemetry::RunDirectory& directory, StatusReporter& reporter,
                       TrainingObserver& observer, TrainingControl& control, std::stop_token stop,
                       const std::string& device, const TaskFactory& makeTask, distributed::Group* group) {
    const at::Device place(device);
    const c10::DeviceGuard guard(place);
    if (group)
        group->attach(place);
    const MemoryReuse memory;
    const DeviceMemory deviceMemory(place);
    auto saved = savedState(directory, group);
    const config::RunConfig config = startedConfig(given, saved ? &saved->config : nullptr, place, reporter, group);
    const RunPrecision precision(config.run.precision, place);
    const AlgorithmSearch search(!config::isDetection(config));
    if (config.run.cudaGraph && !place.is_cuda())
        throw config::ConfigError({{"run.cuda_graph", "cuda_graph is true, but the device is " + device +
                                                          "; accepted: false. A CUDA graph needs an NVIDIA GPU"}});
    torch::manual_seed(config.run.seed);
    const std::unique_ptr<Task> task = makeTask(config, place, group);
    if (saved)
        checkResumed(*saved, config, reporter);
    keepConfig(config, directory);
    directory.writeEnvironment(environmentInfo(config, device));
    reporter.message("Training " + spec::networkName(config.model) + " on " + config.data.dataset + ": " +
                     std::to_string(task->batchesPerEpoch()) + " batches of " + std::to_string(config.run.batchSize) +
                     " images per epoch, device " + device +
                     (group ? ", " + std::to_string(group->size()) + " processes." : "."));
    const TrainingContext context{place, *task, directory, reporter, observer, control, std::move(stop), group};
    TrainingLoop loop(config, context, std::move(saved));
    return loop.run();
}

// When another rank has ended, a collective in the backward pass throws an error of the communication library.
void throwLostPeer(distributed::Group* group, const std::function<void(const std::string&)>& failed) {
    if (const std::string lost = distributed::lostPeer(group); !lost.empty()) {
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
                     TrainingControl& control, std::stop_token stop, distributed::Group* group) {
    return train(config, directory, observer, control, std::move(stop),
                 config::isDetection(config) ? makeDetection : makeClassification, group);
}

TrainingResult train(const config::RunConfig& config, telemetry::RunDirectory& directory, TrainingObserver& observer,
                     TrainingControl& control, std::stop_token stop, const TaskFactory& makeTask,
                     distributed::Group* group) {
    StatusReporter reporter(directory, observer);
    std::string device = config.run.device;
    const auto failed = [&](const std::string& message) {
        reporter.log(message);  // not to the observer: the caller gets the exception
        reporter.status.secondsLeft = -1;
        reporter.state(telemetry::RunState::Failed, message);
    };
    const auto outOfMemory = [&](const MemoryShortage& shortage) {
        const int world = group ? group->size() : 1;
        const std::string message = outOfMemoryMessage(config, device, shortage, world);
        failed(message);
        return DeviceError(message, true, shortage.onHost ? 0 : batchThatFits(config, shortage, world));
    };
    const distributed::LossReport loss(group, [&](const std::string& message) {
        telemetry::RunStatus last = reporter.status;
        last.state = telemetry::RunState::Failed;
        last.message = message;
        directory.writeStatus(last);
        directory.log(message);
    });
    try {
        reporter.state(telemetry::RunState::Preparing);
        checkConfig(config);
        device = resolve(config.run.device, group);
        TrainingResult result =
            trainOn(config, directory, reporter, observer, control, std::move(stop), device, makeTask, group);
        if (!result.message.empty())
            reporter.message(result.message);
        return result;
    } catch (const std::system_error& error) {
        const std::string message = storageMessage(error);
        failed(message);
        throw telemetry::StorageError(message);
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        if (!isOutOfMemory(error)) {
            throwLostPeer(group, failed);
            const std::string message = deviceFailureMessage(device, text);
            failed(message);
            throw DeviceError(message, false);
        }
        throw outOfMemory(shortageIn(text));
    } catch (const std::bad_alloc&) {
        MemoryShortage shortage;
        shortage.onHost = true;
        throw outOfMemory(shortage);
    } catch (const std::exception& error) {
        if (!isOurs(error))
            throwLostPeer(group, failed);
        failed(error.what());
        throw;
    }
}

}  // namespace isonet::training
