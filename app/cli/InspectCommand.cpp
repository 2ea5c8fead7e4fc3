// isonet inspect: the isometry of each layer of a run, checkpoint or configuration, and optional measures of the whole
// network (measures/).
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/cli/Commands.h"
#include "app/cli/CompareWeights.h"
#include "app/cli/ExitCode.h"
#include "app/cli/InspectFile.h"
#include "app/cli/Interrupt.h"
#include "app/cli/LayerTable.h"
#include "app/cli/Sources.h"
#include "app/cli/StepCounter.h"
#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/base/DataError.h"
#include "model/base/JsonText.h"
#include "model/isometry/LayerInspection.h"
#include "model/spec/LayerGroups.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/data/classification/Loader.h"
#include "training/engine/checkpoint/LoadedNetwork.h"

namespace isonet::cli {

namespace {

struct InspectOptions {
    std::string source, data, config, against;
    PlainOptions plain;
    int images = 0;
    bool latest = false, json = false;
    std::vector<std::unique_ptr<Measure>> measures = makeMeasures();
};

// The first `count` validation images, or all if there are fewer.
training::Batch validationImages(config::RunConfig config, const InspectOptions& options, int count) {
    chooseData(config, options.data);
    config.data.validationImages = count;
    if (auto problems = config::validate(config); !problems.empty())
        throw config::ConfigError(std::move(problems));
    const auto data = training::openDatasets(config.data, config.model);
    training::Loader loader(data.validation, {.batchSize = count, .train = false, .workers = 1});
    loader.start(0);
    auto batch = loader.next();
    if (!batch)
        throw training::DataError("No validation image of " + config.data.dataset + " can be decoded.");
    return std::move(*batch);
}

std::vector<model::LayerReport> measure(const training::LoadedNetwork& loaded, const InspectOptions& options,
                                        std::stop_token stop) {
    std::vector<model::LayerReport> layers;
    {
        StepCounter counter("layers");
        layers = model::inspect(loaded.network, config::penaltyInForce(loaded.config), stop,
                                [&](int done, int all) { counter.show(done, all); });
    }
    for (const auto& measure : options.measures) {
        if (!measure->requested() || stop.stop_requested())
            continue;
        const int count = options.images > 0 ? options.images : measure->defaultImages();
        measure->run({loaded, layers, [&] { return validationImages(loaded.config, options, count); }, stop});
    }
    return layers;
}

void print(const training::LoadedNetwork& loaded, const InspectOptions& options,
           const std::vector<model::LayerReport>& layers) {
    const auto& plan = loaded.network->plan();
    std::cout << spec::networkName(loaded.config.model) << ", " << grouped(plan.parameters) << " parameters, "
              << significant(static_cast<double>(plan.flops) / 1e6) << " MFLOPs per image, after "
              << grouped(loaded.step) << (loaded.step == 1 ? " step\n" : " steps\n");
    printGridNote(std::cout, loaded.config);
    if (!plan.changed.empty()) {
        std::cout << "Blocks with overrides (model.blocks):";
        for (const auto& block : plan.changed)
            std::cout << ' ' << block;
        std::cout << '\n';
    }
    if (const auto& frozen = loaded.config.fineTuning.frozen; !frozen.empty()) {
        std::cout << "Frozen layers (model.frozen), not penalized:";
        for (const auto& name : frozen)
            std::cout << ' ' << name;
        std::cout << '\n';
    }
    std::cout << '\n';
    printLayers(std::cout, layers);
    printHealth(std::cout, layers);
    for (const auto& measure : options.measures)
        measure->print(std::cout);
}

nlohmann::ordered_json answerJson(const training::LoadedNetwork& loaded, const InspectOptions& options,
                                  const std::vector<model::LayerReport>& layers) {
    const auto& plan = loaded.network->plan();
    nlohmann::ordered_json json{{"source", options.source}, {"network", spec::networkName(loaded.config.model)},
                                {"step", loaded.step},      {"parameters", plan.parameters},
                                {"flops", plan.flops},      {"changed_blocks", plan.changed},
                                {"layers", toJson(layers)}};
    for (std::size_t i = 0; i < layers.size(); ++i) {
        json["layers"][i]["initialization"] = spec::name(plan.convolutions[i].initialization);
        json["layers"][i]["parameterization"] = spec::name(plan.convolutions[i].parameterization);
    }
    for (auto& layer : json["layers"])
        layer["frozen"] = spec::groupCovers(loaded.config.fineTuning.frozen, layer["name"].get<std::string>());
    for (const auto& measure : options.measures)
        measure->addTo(json);
    return json;
}

// The options of measures that take images, with a suffix: "--activations or --jacobian".
std::string imageOptions(const InspectOptions& options) {
    std::string text;
    for (const auto& measure : options.measures)
        if (measure->defaultImages() > 0)
            text += (text.empty() ? "" : " or ") + measure->option();
    return text;
}

// The measures that were requested, for messages: "--jacobian".
std::string requestedMeasures(const InspectOptions& options) {
    std::string text;
    for (const auto& measure : options.measures)
        if (measure->requested())
            text += (text.empty() ? "" : ", ") + measure->option();
    return text;
}

void requireNoPlainOptions(const InspectOptions& options) {
    if (options.plain.given() || !options.config.empty())
        throw std::invalid_argument(options.source +
                                    " has its own configuration; --config, --weights, --grid, --strides and --groups "
                                    "are for files without one");
}

int run(const InspectOptions& options) {
    bool images = false;
    for (const auto& measure : options.measures)
        images = images || (measure->requested() && measure->defaultImages() > 0);
    if (!images && (options.images != 0 || !options.data.empty()))
        throw std::invalid_argument("--images and --data require " + imageOptions(options));
    const std::string measures = requestedMeasures(options);
    if (!options.against.empty()) {
        if (!measures.empty() || !options.config.empty())
            throw std::invalid_argument("--against compares weights only; it cannot be combined with --config" +
                                        (measures.empty() ? "" : " and " + measures));
        return compareWeights(options.source, options.against, options.plain, options.latest, options.json);
    }
    Interrupt interrupt(Interrupt::Stop::AtOnce);
    std::optional<training::LoadedNetwork> loaded;
    if (auto plain = plainWeights(options.source, options.plain.weights)) {
        if (options.config.empty()) {
            if (!measures.empty())
                throw std::invalid_argument(measures + " requires a network, and " + options.source +
                                            " has no configuration; name it with --config");
            return inspectFile(options.source, *plain, options.plain, options.json, interrupt.token());
        }
        PlainOptions layers = options.plain;
        layers.weights.clear();
        if (layers.given())
            throw std::invalid_argument(
                "--config describes the network; --grid, --strides and --groups cannot be combined with it");
        loaded = loadPlain(options.source, std::move(*plain), readConfig(options.config), options.config);
    } else {
        requireNoPlainOptions(options);
        loaded = training::loadNetwork(options.source, options.latest);
    }
    if (images)
        requireClassifier(loaded->config, options.source);
    const auto layers = measure(*loaded, options, interrupt.token());
    if (options.json)
        std::cout << base::jsonText(answerJson(*loaded, options, layers)) << '\n';
    else
        print(*loaded, options, layers);
    return interrupt.token().stop_requested() ? Interrupted : Done;
}

}  // namespace

void addInspect(Verb app) {
    auto options = std::make_shared<InspectOptions>();
    Verb verb = app.verb("inspect", "Measure the isometry of every layer: deviation, singular values, SReLU's b");
    verb.option(
            "SOURCE", options->source,
            "Run folder, checkpoint file, YAML file or preset; or any file of weights (PyTorch, safetensors, an index "
            "of their parts). For a detector: its backbone as the detector runs it, for an image of model.height x "
            "model.width")
        .required();
    verb.option("--against", options->against,
                "Compare with another source, layer by layer: deviations and the distance of the weights");
    verb.option("--config", options->config, "Configuration of the network, for a file of weights without one");
    verb.option("--weights", options->plain.weights, "Set of weights in a file with several: state_dict_ema");
    verb.option("--grid", options->plain.grid,
                "Input grid HxW of every convolution of a file without a configuration (default: from the names of "
                "layers, otherwise 14x14)");
    verb.option("--strides", options->plain.strides,
                "Strides of its convolutions, NAME=S,... or PREFIX*=S (default: from the names of layers, otherwise 1)")
        .separatedBy(',')
        .oneEach();
    verb.option("--groups", options->plain.groups,
                "Groups of its convolutions, NAME=G,... or PREFIX*=G (default: from the shapes, where they show the "
                "groups)")
        .separatedBy(',')
        .oneEach();
    addLatest(verb, options->latest);
    std::string defaults;
    for (const auto& measure : options->measures) {
        measure->addOptions(verb);
        if (measure->defaultImages() > 0)
            defaults +=
                (defaults.empty() ? "" : ", ") + std::to_string(measure->defaultImages()) + " for " + measure->option();
    }
    verb.option("--data", options->data, "Take images from another dataset, or from this folder of the run's dataset");
    verb.option("--images", options->images, "Number of validation images (" + defaults + ")").within(1, 4096);
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.runs([options] { return run(*options); });
}

}  // namespace isonet::cli
