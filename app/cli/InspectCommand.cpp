// isonet inspect: how far each layer of a run, checkpoint or configuration is from an isometry.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Report.h"
#include "app/cli/Table.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/Evaluation.h"

namespace isonet::cli {

namespace {

struct Options {
    std::string source;
    bool latest = false, json = false;
};

int run(const Options& options) {
    Interrupt interrupt;
    const auto loaded = training::loadNetwork(options.source, options.latest);
    const auto layers = model::inspect(loaded.network, loaded.config.penalty, interrupt.token());
    const auto& plan = loaded.network->plan();
    if (options.json) {
        nlohmann::ordered_json answer{{"source", options.source}, {"network", spec::networkName(loaded.config.model)},
                                      {"step", loaded.step},      {"parameters", plan.parameters},
                                      {"flops", plan.flops},      {"layers", toJson(layers)}};
        std::cout << answer.dump(2) << '\n';
    } else {
        std::cout << spec::networkName(loaded.config.model) << ", " << grouped(plan.parameters) << " parameters, "
                  << significant(static_cast<double>(plan.flops) / 1e6) << " MFLOPs per image, after "
                  << grouped(loaded.step) << " steps\n\n";
        printLayers(std::cout, layers);
    }
    return interrupt.token().stop_requested() ? Interrupted : Done;
}

}  // namespace

void addInspect(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto* verb = app.add_subcommand("inspect", "Isometry of every layer: deviation, singular values, SReLU's b");
    verb->add_option("SOURCE", options->source, "Run folder, checkpoint file, YAML file or preset")->required();
    verb->add_flag("--latest", options->latest, "The run's latest checkpoint instead of its best");
    verb->add_flag("--json", options->json, "Answer with JSON on stdout");
    verb->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace isonet::cli
