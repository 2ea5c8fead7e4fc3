// isonet control: pause, resume, stop, save, validate or adjust a run that any process trains.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "training/engine/loop/LiveSettings.h"
#include "training/launch/RunControl.h"

namespace isonet::cli {

namespace {

struct ControlOptions {
    std::string run, action;
    std::vector<std::string> settings;
    int waitSeconds = 10;
    bool noWait = false, json = false;
};

launch::Command commandOf(const ControlOptions& options) {
    launch::Command command;
    command.action = launch::actionOf(options.action).value();  // CLI11 accepts no others
    if (command.action != launch::Action::Set && !options.settings.empty())
        throw std::invalid_argument(options.action + " takes no settings, but '" + options.settings.front() +
                                    "' is given; accepted: settings after set");
    if (command.action == launch::Action::Set && options.settings.empty())
        throw std::invalid_argument("set requires at least one setting, such as optimizer.learning_rate=0.05");
    for (const std::string& setting : options.settings) {
        const auto equals = setting.find('=');
        if (equals == std::string::npos)
            throw std::invalid_argument(
                "'" + base::shownName(setting) +
                "' is not an assignment; accepted: key=value, such as optimizer.learning_rate=0.05");
        const std::string key = setting.substr(0, equals), value = setting.substr(equals + 1);
        training::LiveSettings checked;
        training::setLive(checked, key, value);
        command.settings[key] = value;
    }
    return command;
}

int printReply(const ControlOptions& options, const std::optional<launch::Reply>& reply) {
    const bool sent = !reply;
    const std::string message = !sent ? reply->message
                                : options.noWait
                                    ? "The command was sent."
                                    : "The run has not answered within " + std::to_string(options.waitSeconds) +
                                          " s; it will act on the command at its next step.";
    if (options.json) {
        nlohmann::ordered_json answer{{"run", options.run}, {"command", options.action}};
        answer["done"] = sent ? nlohmann::ordered_json() : nlohmann::ordered_json(reply->done);
        answer["message"] = message;
        std::cout << base::jsonText(answer) << '\n';
    } else {
        (reply && !reply->done ? std::cerr << "isonet: " : std::cout) << base::shownText(message) << '\n';
    }
    if (sent)
        return options.noWait ? Done : Storage;
    const bool refusedSetting = !reply->done && options.action == launch::actionName(launch::Action::Set);
    return reply->done ? Done : refusedSetting ? Usage : Storage;
}

int control(const ControlOptions& options) {
    const launch::Command command = commandOf(options);
    Interrupt interrupt(Interrupt::Stop::AtOnce);
    const auto wait = std::chrono::seconds(options.noWait ? 0 : options.waitSeconds);
    return printReply(options, launch::controlRun(options.run, command, wait));
}

std::string keyList() {
    const auto keys = training::liveKeys();
    std::string text;
    for (const std::string_view key : keys)
        text += (text.empty() ? "" : ", ") + std::string(key);
    return text;
}

}  // namespace

void addControl(Verb app) {
    auto options = std::make_shared<ControlOptions>();
    Verb verb = app.verb("control", "Pause, resume, stop or adjust a run that a process trains, here or elsewhere");
    verb.option("RUN", options->run, "Folder of the run").required();
    verb.option("COMMAND", options->action,
                "pause, resume, stop (with a checkpoint), stop-after-epoch (resume cancels it), checkpoint (write one "
                "now), validate (now, at the current step), set (change settings)")
        .required()
        .oneOf({"pause", "resume", "stop", "stop-after-epoch", "checkpoint", "validate", "set"});
    verb.option("SETTING", options->settings, "For set: key=value (repeatable). Keys: " + keyList());
    verb.option("--wait", options->waitSeconds, "Seconds to wait for the run's answer").within(0, 86400);
    verb.flag("--no-wait", options->noWait, "Return once the command is stored");
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.runs([options] { return control(*options); });
}

}  // namespace isonet::cli
