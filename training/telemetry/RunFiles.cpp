#include "training/telemetry/RunFiles.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "model/base/JsonText.h"

namespace isonet::telemetry {
namespace {

using Json = nlohmann::ordered_json;

// System messages may have any encoding.
std::string text(const Json& json) {
    return base::jsonText(json) + "\n";
}

// JSON has no NaN: a diverged loss is stored as null.
double number(const Json& json, const char* key, double fallback) {
    const auto found = json.find(key);
    if (found == json.end())
        return fallback;
    return found->is_null() ? std::nan("") : found->get<double>();
}

}  // namespace

bool isLaunchFile(std::string_view name) {
    return name == kTicketFile || name == kLaunchConfigFile || name == kOutputFile || name == kExitFile ||
           name.starts_with(".launch.");
}

std::string statusJson(const RunStatus& status) {
    Json json;
    json["state"] = stateName(status.state);
    json["step"] = status.step;
    json["steps"] = status.steps;
    json["epoch"] = status.epoch;
    json["epochs"] = status.epochs;
    json["loss"] = status.loss;
    json["train_top1"] = status.trainTop1;
    json["validation_top1"] = status.validationTop1;
    json["best_top1"] = status.bestTop1;
    json["figures"] = status.metrics;
    json["images_per_second"] = status.imagesPerSecond;
    json["seconds_elapsed"] = status.secondsElapsed;
    json["seconds_left"] = status.secondsLeft;
    json["seconds_trained"] = status.secondsTrained;
    json["device"] = status.device;
    json["message"] = status.message;
    json["updated"] = status.updated;
    json["process"] = status.process;
    json["host"] = status.host;
    json["session"] = status.session;
    return text(json);
}

RunStatus statusFromJson(std::string_view content) {
    const Json json = Json::parse(content);
    RunStatus status;
    status.state = stateOf(json.at("state").get<std::string>());
    status.step = json.value("step", status.step);
    status.steps = json.value("steps", status.steps);
    status.epoch = json.value("epoch", status.epoch);
    status.epochs = json.value("epochs", status.epochs);
    status.loss = number(json, "loss", status.loss);
    status.trainTop1 = number(json, "train_top1", status.trainTop1);
    status.validationTop1 = number(json, "validation_top1", status.validationTop1);
    status.bestTop1 = number(json, "best_top1", status.bestTop1);
    status.metrics = json.value("figures", status.metrics);  // absent in runs of earlier versions
    status.imagesPerSecond = number(json, "images_per_second", status.imagesPerSecond);
    status.secondsElapsed = number(json, "seconds_elapsed", status.secondsElapsed);
    status.secondsLeft = number(json, "seconds_left", status.secondsLeft);
    status.secondsTrained = number(json, "seconds_trained", status.secondsTrained);
    status.device = json.value("device", status.device);
    status.message = json.value("message", status.message);
    status.updated = number(json, "updated", status.updated);
    status.process = json.value("process", status.process);
    status.host = json.value("host", status.host);
    status.session = json.value("session", status.session);
    return status;
}

std::string environmentJson(const std::map<std::string, std::string>& info) {
    Json json = Json::object();
    for (const auto& [key, value] : info)
        json[key] = value;
    return text(json);
}

std::map<std::string, std::string> environmentFromJson(std::string_view content) {
    const Json json = Json::parse(content);
    if (!json.is_object())
        throw std::runtime_error("not a JSON object");
    std::map<std::string, std::string> info;
    for (const auto& [key, value] : json.items())
        info[key] = value.is_string() ? value.get<std::string>() : base::jsonText(value, -1);
    return info;
}

}  // namespace isonet::telemetry
