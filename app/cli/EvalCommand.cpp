// isonet eval: top-1 and cross entropy of a run or checkpoint on its validation images.
#include <c10/core/Device.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/Evaluation.h"

namespace isonet::cli {

namespace {

struct EvalOptions {
    std::string source, data, device = "auto";
    std::int64_t images = -1;
    int batchSize = 0;
    bool latest = false, json = false;
};

void applyData(config::RunConfig& config, const EvalOptions& options) {
    chooseData(config, options.data);
    if (options.images >= 0)
        config.data.validationImages = options.images;
    if (options.batchSize > 0)
        config.run.batchSize = options.batchSize;
    if (auto problems = config::validate(config); !problems.empty())
        throw config::ConfigError(std::move(problems));
}

int run(const EvalOptions& options) {
    Interrupt interrupt;
    const at::Device device(model::resolveDevice(options.device));
    auto loaded = training::loadNetwork(options.source, options.latest);
    wantClassifier(loaded.config, options.source);
    applyData(loaded.config, options);
    const auto data = training::openDatasets(loaded.config.data, loaded.config.model);
    loaded.network->to(device);
    const auto result = training::evaluate(loaded.network, *data.validation, loaded.config, device, interrupt.token());
    for (const std::string& notice : data.validation->damage().takeNotices())
        std::cerr << "isonet: " << notice << '\n';
    if (options.json) {
        nlohmann::ordered_json answer{{"source", options.source},
                                      {"network", spec::networkName(loaded.config.model)},
                                      {"data", loaded.config.data.dataset},
                                      {"step", loaded.step},
                                      {"images", result.images},
                                      {"top1", result.top1},
                                      {"top5", result.top5},
                                      {"cross_entropy", result.crossEntropy}};
        std::cout << answer.dump(2) << '\n';
    } else {
        std::cout << spec::networkName(loaded.config.model) << " after " << grouped(loaded.step) << " steps, "
                  << grouped(result.images) << " validation images of " << loaded.config.data.dataset << ": top-1 "
                  << fixed(result.top1, 2) << " %, top-5 " << fixed(result.top5, 2) << " %, cross entropy "
                  << fixed(result.crossEntropy, 5) << '\n';
    }
    return interrupt.token().stop_requested() ? Interrupted : Done;
}

}  // namespace

void addEval(Verb app) {
    auto options = std::make_shared<EvalOptions>();
    Verb verb = app.verb("eval", "Top-1 and cross entropy on the validation images");
    verb.option("RUN", options->source, "Run folder (its best checkpoint) or checkpoint file").required();
    verb.option("--data", options->data, "Another data set's name, or the folder of its files");
    verb.option("--images", options->images, "Only so many images; 0: all");
    verb.option("--batch-size", options->batchSize, "Images at a time");
    verb.option("--device", options->device, "auto, cpu, cuda or cuda:N");
    verb.flag("--latest", options->latest, "The run's latest checkpoint instead of its best");
    verb.flag("--json", options->json, "Answer with JSON on stdout");
    verb.runs([options] { return run(*options); });
}

}  // namespace isonet::cli
