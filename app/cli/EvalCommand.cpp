// isonet eval: top-1, top-5 and cross entropy of a run or checkpoint on validation images.
#include <c10/core/Device.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/RobustnessReport.h"
#include "app/cli/Sources.h"
#include "app/cli/StepCounter.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/TestSplit.h"
#include "training/data/images/ImageFault.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/tasks/Evaluation.h"

namespace isonet::cli {

namespace {

constexpr const char *validationSplit = "validation", *testSplit = "test";

struct EvalOptions {
    std::string source, data, device = "auto", split = validationSplit;
    std::int64_t images = -1;
    int batchSize = 0;
    bool latest = false, json = false;
    RobustnessChoice robustness;
};

void applyData(config::RunConfig& config, const EvalOptions& options) {
    chooseData(config, options.data);
    if (options.images >= 0 && options.split == validationSplit)
        config.data.validationImages = options.images;
    if (options.batchSize > 0)
        config.run.batchSize = options.batchSize;
    if (auto problems = config::validate(config); !problems.empty())
        throw config::ConfigError(std::move(problems));
}

// The images that could not be decoded, by kind.
nlohmann::ordered_json skippedJson(const training::ImageFaultCounts& counts) {
    auto answer = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < training::imageFaultCount; ++i) {
        const auto fault = static_cast<training::ImageFault>(i);
        if (counts.of(fault) > 0)
            answer[std::string(training::imageFaultKey(fault))] = counts.of(fault);
    }
    return answer;
}

std::shared_ptr<const training::Dataset> imagesOf(const config::RunConfig& config, const EvalOptions& options) {
    if (options.split == validationSplit)
        return training::openDatasets(config.data, config.model).validation;
    auto test = training::openTestPart(config.data, config.model);
    return options.images > 0 ? training::limitedPart(std::move(test), options.images, "--images",
                                                      "the test split of " + config.data.dataset)
                              : test;
}

int run(const EvalOptions& options) {
    Interrupt interrupt(Interrupt::Stop::AtOnce);
    const at::Device device(model::resolveDevice(options.device));
    const training::RobustnessOptions robustness = options.robustness.options();
    auto loaded = training::loadNetwork(options.source, options.latest);
    requireClassifier(loaded.config, options.source);
    training::requireFiniteWeights(loaded, options.source);
    applyData(loaded.config, options);
    const auto images = imagesOf(loaded.config, options);
    loaded.network->to(device);
    const auto result = training::evaluate(loaded.network, *images, loaded.config, device, interrupt.token());
    std::optional<training::RobustnessResult> robust;
    if (options.robustness.requested() && !interrupt.token().stop_requested()) {
        StepCounter counter("robustness");
        robust = training::measureRobustness(
            loaded.network, *images, loaded.config, device, robustness, interrupt.token(),
            [&](std::int64_t done, std::int64_t all) { counter.show(static_cast<int>(done), static_cast<int>(all)); });
    }
    for (const std::string& notice : images->corruptImages().takeNotices())
        std::cerr << "isonet: " << base::shownText(notice) << '\n';
    if (options.json) {
        nlohmann::ordered_json answer{{"source", options.source},
                                      {"network", spec::networkName(loaded.config.model)},
                                      {"data", loaded.config.data.dataset},
                                      {"split", options.split},
                                      {"step", loaded.step},
                                      {"images", result.images},
                                      {"top1", result.top1},
                                      {"top5", result.top5},
                                      {"cross_entropy", result.crossEntropy},
                                      {"skipped_images", skippedJson(images->corruptImages().counts())}};
        if (robust)
            answer["robustness"] = robustnessJson(*robust, robustness.radii);
        std::cout << base::jsonText(answer) << '\n';
    } else {
        std::cout << spec::networkName(loaded.config.model) << " after " << grouped(loaded.step)
                  << (loaded.step == 1 ? " step, " : " steps, ") << grouped(result.images) << ' ' << options.split
                  << " images of " << loaded.config.data.dataset << ": top-1 " << fixed(result.top1, 2) << " %, top-5 "
                  << fixed(result.top5, 2) << " %, cross entropy " << fixed(result.crossEntropy, 5) << '\n';
        if (robust)
            cli::print(std::cout, *robust, robustness.radii);
    }
    return interrupt.token().stop_requested() ? Interrupted : Done;
}

}  // namespace

void addEval(Verb app) {
    auto options = std::make_shared<EvalOptions>();
    Verb verb = app.verb("eval", "Evaluate top-1, top-5 and cross entropy on the validation or test images");
    addCheckpointSource(verb, "RUN", options->source, options->latest);
    verb.option("--data", options->data, "Another dataset, or another folder of the run's dataset");
    verb.option("--split", options->split,
                "validation, or test: the split that a run with data.test_split reports once, or the test/ folder of "
                "the data")
        .oneOf({validationSplit, testSplit});
    verb.option("--images", options->images, "Number of images; 0: all");
    verb.option("--batch-size", options->batchSize, "Images per batch");
    verb.option("--device", options->device, "auto, cpu, cuda or cuda:N");
    options->robustness.addOptions(verb);
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.runs([options] { return run(*options); });
}

}  // namespace isonet::cli
