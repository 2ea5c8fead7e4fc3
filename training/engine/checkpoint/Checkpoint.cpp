#include "training/engine/checkpoint/Checkpoint.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <mutex>

#include "training/config/RunConfigYaml.h"

namespace isonet::training {

using interop::Dict;
using interop::List;
using interop::Value;

namespace {

Value toValue(const ScalarSums& sums) {
    return Dict{{"total", sums.total},
                {"loss", sums.loss},
                {"penalty", sums.penalty},
                {"parts", at::tensor(sums.parts, at::kDouble)},
                {"images", sums.images},
                {"steps", sums.steps},
                {"penalties", sums.penalties},
                {"penalty_step", sums.penaltyStep},
                {"last_penalty", sums.lastPenalty},
                {"last_weighted", sums.lastWeighted}};
}

ScalarSums sumsOf(const Value& value) {
    ScalarSums sums;
    if (!value.find("parts"))
        return sums;  // from an earlier version: start new means
    const at::Tensor parts = value.get<at::Tensor>("parts").to(at::kCPU, at::kDouble).contiguous();
    sums.parts.assign(parts.const_data_ptr<double>(), parts.const_data_ptr<double>() + parts.numel());
    sums.total = value.get<double>("total");
    sums.loss = value.get<double>("loss");
    sums.penalty = value.get<double>("penalty");
    sums.images = value.get<std::int64_t>("images");
    sums.steps = value.get<std::int64_t>("steps");
    if (value.find("penalty_step")) {
        sums.penaltyStep = value.get<std::int64_t>("penalty_step");
        sums.lastPenalty = value.get<double>("last_penalty");
        sums.lastWeighted = value.get<double>("last_weighted");
    }
    sums.penalties = value.get<std::int64_t>("penalties");
    return sums;
}

TaskEvaluation evaluationOf(const Value& value) {
    TaskEvaluation evaluation;
    evaluation.score = value.get<double>("score");
    if (const auto* values = std::get_if<Dict>(&value.find("values")->data))
        for (const auto& [tag, entry] : *values)
            evaluation.values.emplace_back(tag, value.find("values")->get<double>(tag));
    return evaluation;
}

// A required entry.
const Value& child(const Value& value, const std::string& key, const std::string& source) {
    const Value* found = value.find(key);
    if (!found)
        throw interop::FormatError(source + ": no entry '" + key + "'; this is not a training checkpoint");
    return *found;
}

interop::StateDict tensorsOf(const Value& value, const std::string& key, const std::string& source) {
    interop::StateDict state;
    if (const auto* entries = std::get_if<Dict>(&child(value, key, source).data))
        for (const auto& [name, entry] : *entries) {
            const auto* tensor = std::get_if<at::Tensor>(&entry.data);
            if (!tensor)
                throw interop::FormatError(source + ": " + key + "." + name + " is not a tensor");
            state.emplace_back(name, *tensor);
        }
    return state;
}

}  // namespace

Value toValue(const TrainingState& state) {
    Dict random{{"cpu", state.cpuRandom}};
    if (state.deviceRandom.defined())
        random.emplace_back("device", state.deviceRandom);
    Dict all{{"net", interop::toValue(state.network)},
             {"optim", Dict{{"momentum", interop::toValue(state.momentum)},
                            {"loss_scale", state.lossScale},
                            {"scale_growth", state.scaleGrowth}}},
             {"epoch", state.epoch},
             {"step", state.step},
             {"position", state.position},
             {"rng", std::move(random)},
             {"best", state.bestScore},
             {"guessing_epochs", state.chanceEpochs},
             {"window", toValue(state.window)},
             {"epoch_sums", toValue(state.epochSums)},
             {"seconds", state.seconds},
             {"trained_seconds", state.trainedSeconds},
             {"device", state.device},
             {"threads", state.threads},
             {"config", config::toYaml(state.config)},
             {"classes", List(state.classNames.begin(), state.classNames.end())}};
    if (!state.trained.empty())
        all.emplace_back("trained", interop::toValue(state.trained));
    if (state.validation) {
        Dict values;
        for (const auto& [tag, number] : state.validation->values)
            values.emplace_back(tag, number);
        all.emplace_back("validation", Dict{{"score", state.validation->score}, {"values", std::move(values)}});
    }
    if (state.weights)
        all.emplace_back("initial_weights", Dict{{"file", state.weights->file}, {"sha256", state.weights->checksum}});
    return all;
}

std::vector<std::string> classNamesOf(const Value& checkpoint) {
    std::vector<std::string> names;
    const Value* classes = checkpoint.find("classes");
    if (const auto* list = classes ? std::get_if<List>(&classes->data) : nullptr)
        for (const Value& name : *list)
            names.push_back(std::holds_alternative<std::string>(name.data) ? std::get<std::string>(name.data) : "");
    return names;
}

TrainingState trainingStateOf(const Value& value, const std::string& source) {
    TrainingState state;
    state.network = interop::stateDictOf(value, source);
    const Value& optimizer = child(value, "optim", source);
    const Value& random = child(value, "rng", source);
    try {
        state.momentum = tensorsOf(optimizer, "momentum", source);
        if (value.find("trained"))
            state.trained = tensorsOf(value, "trained", source);
        state.lossScale = optimizer.get<double>("loss_scale");
        state.scaleGrowth = static_cast<int>(optimizer.get<std::int64_t>("scale_growth"));
        state.epoch = value.get<std::int64_t>("epoch");
        state.step = value.get<std::int64_t>("step");
        state.position = value.get<std::int64_t>("position");
        state.cpuRandom = random.get<at::Tensor>("cpu");
        if (random.find("device"))
            state.deviceRandom = random.get<at::Tensor>("device");
        state.bestScore = value.get<double>("best");
        if (value.find("guessing_epochs"))
            state.chanceEpochs = value.get<std::int64_t>("guessing_epochs");
        state.window = sumsOf(child(value, "window", source));
        state.epochSums = sumsOf(child(value, "epoch_sums", source));
        state.seconds = value.get<double>("seconds");
        state.trainedSeconds = value.find("trained_seconds") ? value.get<double>("trained_seconds") : state.seconds;
        state.device = value.get<std::string>("device");
        state.threads = static_cast<int>(value.get<std::int64_t>("threads"));
        state.config = config::parseStoredConfig(value.get<std::string>("config"), source);
        state.classNames = classNamesOf(value);
        if (const Value* validation = value.find("validation"); validation && validation->find("values"))
            state.validation = evaluationOf(*validation);
        if (const Value* weights = value.find("initial_weights"))
            state.weights = WeightsOrigin{weights->get<std::string>("file"), weights->get<std::string>("sha256")};
    } catch (const interop::FormatError& error) {
        const std::string text = error.what();
        throw interop::FormatError(text.starts_with(source) ? text : source + ": " + text);
    }
    if (state.step < 0 || state.epoch < 0 || state.position < 0)
        throw interop::FormatError(source + ": step, epoch or position is negative");
    return state;
}

namespace {

at::Tensor generatorState(const at::Generator& shared) {
    at::Generator generator = shared;
    const std::lock_guard lock(generator.mutex());
    return generator.get_state();
}

void setGeneratorState(const at::Generator& shared, const at::Tensor& state) {
    at::Generator generator = shared;
    const std::lock_guard lock(generator.mutex());
    generator.set_state(state);
}

}  // namespace

void captureRandomState(TrainingState& state, const at::Device& device) {
    state.cpuRandom = generatorState(at::detail::getDefaultCPUGenerator());
    if (!device.is_cpu())
        state.deviceRandom = generatorState(at::globalContext().defaultGenerator(device));
}

void restoreRandomState(const TrainingState& state, const at::Device& device) {
    setGeneratorState(at::detail::getDefaultCPUGenerator(), state.cpuRandom);
    if (!device.is_cpu() && state.deviceRandom.defined())
        setGeneratorState(at::globalContext().defaultGenerator(device), state.deviceRandom);
}

}  // namespace isonet::training
