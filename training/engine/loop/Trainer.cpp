#include "training/engine/loop/Trainer.h"

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>
#include <c10/util/Exception.h>
#include <torch/utils.h>

#include <cerrno>
#include <system_error>

#include "model/base/DataError.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/ConfigError.h"
#include "training/config/Validation.h"
#include "training/engine/checkpoint/ConfigChanges.h"
#include "training/engine/checkpoint/ResumePoint.h"
#include "training/engine/distributed/GroupTraining.h"
#include "training/engine/loop/ControlFollower.h"
#include "training/engine/loop/StartNotes.h"
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
    const std::string& from = directory.resumesFrom();
    if (directory.keeps())
        checkResumePoint(directory.path(), from);
    const bool fresh = !directory.keeps() || from == fromStart;
    // The first rank sends its checkpoint to the others, which need not share its file system.
    const distributed::SharedFile shared(fresh ? "" : directory.checkpoint(from), group);
    const auto& file = shared.path();
    if (!std::filesystem::exists(file))
        return std::nullopt;
    try {
        return trainingStateOf(interop::readTorchFile(file), file.string());
    } catch (const interop::FormatError& error) {
        throw telemetry::StorageError(std::string(error.what()) + ". The run cannot be resumed from this file." +
                                      (directory.keeps() ? " " + resumeAdvice(directory.path(), from) : ""));
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

// Keeps the checkpoints that would be overwritten, for a run that does not continue where it stopped.
void keepReplaced(const telemetry::RunDirectory& directory, const std::optional<TrainingState>& saved,
                  StatusReporter& reporter) {
    if (!directory.keeps() || directory.resumesFrom() == "latest")
        return;
    const auto folder = setAsideReplaced(directory.path(), directory.resumesFrom(), saved ? saved->epoch : 0);
    if (!folder.empty())
        reporter.message("Resuming from " + directory.resumesFrom() + ": the replaced checkpoints were moved to " +
                         folder.string() + ".");
}

// A run that has begun keeps what it was started with; what differs now is a change. An automatic setting of a new run
// is stored as resolved.
void keepConfig(const config::RunConfig& config, const TrainingState* saved, telemetry::RunDirectory& directory) {
    if (saved || !directory.history().changes.empty())
        directory.addChange(saved ? saved->step : 0, config);
    else if (directory.history().started != config)
        directory.writeConfig(config);
}

// For a resumed run, whose checkpoint has all weights: the original file need not exist anymore.
config::RunConfig withoutInitialWeights(config::RunConfig config) {
    config.fineTuning.weights.clear();
    config.detection.weights.clear();
    return config;
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
    const std::unique_ptr<Task> task = makeTask(saved ? withoutInitialWeights(config) : config, place, group);
    if (saved)
        checkResumed(*saved, config, reporter);
    keepReplaced(directory, saved, reporter);
    keepConfig(config, saved ? &*saved : nullptr, directory);
    const auto weights = saved ? saved->weights : task->weightsOrigin();
    auto environment = environmentInfo(config, device);
    if (weights) {
        environment["initial_weights"] = weights->file;
        environment["initial_weights_sha256"] = weights->checksum;
    }
    directory.writeEnvironment(environment);
    reporter.message("Training " + spec::networkName(config.model) + " on " + config.data.dataset + ": " +
                     std::to_string(task->batchesPerEpoch()) + " batches of " + std::to_string(config.run.batchSize) +
                     " images per epoch, device " + device +
                     (group ? ", " + std::to_string(group->size()) + " processes." : "."));
    for (const std::string& note : fineTuningNotes(config, *task, weights))
        reporter.message(note);
    reporter.message(selectionNote(config, *task));
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
           is.operator()<telemetry::StorageError>() || is.operator()<telemetry::ClaimLost>() ||
           is.operator()<interop::FormatError>();
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
    // A stop of the caller or of a command.
    std::stop_source stops;
    const std::stop_callback relay(std::move(stop), [&stops] { stops.request_stop(); });
    ControlFollower follower(
        directory, control, [&stops] { stops.request_stop(); },
        [&](const std::string& line) { reporter.logBeside(line); });
    const auto failed = [&](const std::string& message) {
        follower.ended(message);
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
        reporter.endRepeats();
        try {
            directory.writeStatus(last);
            directory.log(message);
        } catch (const std::exception&) {  // the message still goes to stderr
        }
    });
    try {
        reporter.state(telemetry::RunState::Preparing);
        checkConfig(config);
        device = resolve(config.run.device, group);
        TrainingResult result =
            trainOn(config, directory, reporter, observer, control, stops.get_token(), device, makeTask, group);
        follower.ended(result.message);
        if (!result.message.empty())
            reporter.message(result.message);
        return result;
    } catch (const std::system_error& error) {
        if (const std::string shortage = shortageMessage(error); !shortage.empty()) {
            failed(shortage);
            throw DeviceError(shortage, false);
        }
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
    } catch (const std::exception& error) {
        if (isOutOfMemory(error)) {
            MemoryShortage shortage;
            shortage.onHost = true;
            throw outOfMemory(shortage);
        }
        if (const std::string shortage = shortageMessage(error); !shortage.empty()) {
            failed(shortage);
            throw DeviceError(shortage, false);
        }
        if (!isOurs(error))
            throwLostPeer(group, failed);
        failed(error.what());
        throw;
    }
}

}  // namespace isonet::training
