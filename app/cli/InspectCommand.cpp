// isonet inspect: how far each layer of a run, checkpoint or configuration is from an isometry, and on request what
// becomes of images and gradients on their way through the whole network.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Report.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/isometry/JacobianSpectrum.h"
#include "model/isometry/SignalMeasure.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/Loader.h"
#include "training/engine/Evaluation.h"

namespace isonet::cli {

namespace {

struct InspectOptions {
    std::string source, boundary = "circular", data, jacobian;
    int images = 0, values = 10;
    bool latest = false, json = false, activations = false;
};

// A line that tells how far the work is, on a terminal only.
class Counter {
public:
    explicit Counter(std::string what) : what_(std::move(what)) {}
    ~Counter() {
        if (shown_)
            std::fputs("\r\033[K", stderr);
    }
    void show(const std::string& state) {
        if (!terminal_)
            return;
        std::fprintf(stderr, "\r\033[K%s: %s", what_.c_str(), state.c_str());
        std::fflush(stderr);
        shown_ = true;
    }

private:
    std::string what_;
    bool terminal_ = isatty(STDERR_FILENO) != 0, shown_ = false;
};

// The first images of the validation set, as many as `count` or there are.
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
        throw training::DataError("the validation images of " + config.data.dataset + " give none to look at");
    return std::move(*batch);
}

struct Answer {
    std::vector<model::LayerReport> layers;
    std::vector<model::ExtremeValues> padded;
    std::optional<model::SignalReport> signals;
    std::vector<model::JacobianReport> jacobians;
};

Answer measure(const training::LoadedNetwork& loaded, const InspectOptions& options, std::stop_token stop) {
    Answer answer;
    {
        Counter counter("layers");
        answer.layers = model::inspect(loaded.network, loaded.config.penalty, stop, [&](int done, int all) {
            counter.show(std::to_string(done) + " of " + std::to_string(all));
        });
    }
    if (options.boundary == "zero") {
        Counter counter("zero-padded operators");
        for (const auto& layer : loaded.network->convolutions()) {
            counter.show(layer.plan->name);
            const auto extremes = model::paddedExtremes(layer, stop);
            if (stop.stop_requested())
                break;
            answer.padded.push_back(extremes);
        }
    }
    if (options.activations && !stop.stop_requested()) {
        const auto batch = validationImages(loaded.config, options, options.images > 0 ? options.images : 16);
        Counter counter("activations");
        model::SignalOptions signals;
        signals.labels = batch.labels;
        signals.stop = stop;
        signals.progress = [&](int done, int all) {
            counter.show(std::to_string(done) + " of " + std::to_string(all));
        };
        answer.signals = model::measureSignals(loaded.network, batch.images, signals);
    }
    if (!options.jacobian.empty() && !stop.stop_requested()) {
        const auto batch = validationImages(loaded.config, options, options.images > 0 ? options.images : 1);
        Counter counter("Jacobian");
        model::JacobianOptions jacobian;
        jacobian.output =
            options.jacobian == "features" ? model::JacobianOutput::Features : model::JacobianOutput::Logits;
        jacobian.values = options.values;
        jacobian.stop = stop;
        jacobian.progress = [&](int image, int step) {
            counter.show("image " + std::to_string(image) + ", step " + std::to_string(step));
        };
        answer.jacobians = model::jacobianSpectra(loaded.network, batch.images, jacobian);
    }
    return answer;
}

void print(const training::LoadedNetwork& loaded, const InspectOptions& options, const Answer& answer) {
    const auto& plan = loaded.network->plan();
    std::cout << spec::networkName(loaded.config.model) << ", " << grouped(plan.parameters) << " parameters, "
              << significant(static_cast<double>(plan.flops) / 1e6) << " MFLOPs per image, after "
              << grouped(loaded.step) << " steps\n";
    printGridNote(std::cout, loaded.config);
    if (!plan.changed.empty()) {
        std::cout << "Unlike the rest of the network (model.blocks):";
        for (const auto& block : plan.changed)
            std::cout << ' ' << block;
        std::cout << '\n';
    }
    std::cout << '\n';
    printLayers(std::cout, answer.layers);
    if (!answer.padded.empty()) {
        std::cout << '\n';
        printPadded(std::cout, answer.layers, answer.padded);
    }
    if (answer.signals) {
        std::cout << '\n';
        printSignals(std::cout, *answer.signals);
    }
    if (!answer.jacobians.empty()) {
        std::cout << "\nJacobian of the " << options.jacobian << " with respect to the image, "
                  << answer.jacobians.front().rows << " x " << answer.jacobians.front().columns << '\n';
        printJacobians(std::cout, answer.jacobians);
    }
}

nlohmann::ordered_json answerJson(const training::LoadedNetwork& loaded, const InspectOptions& options,
                                  const Answer& answer) {
    const auto& plan = loaded.network->plan();
    nlohmann::ordered_json json{{"source", options.source},
                                {"network", spec::networkName(loaded.config.model)},
                                {"step", loaded.step},
                                {"parameters", plan.parameters},
                                {"flops", plan.flops},
                                {"changed_blocks", plan.changed},
                                {"layers", toJson(answer.layers)}};
    for (std::size_t i = 0; i < answer.layers.size(); ++i)
        json["layers"][i]["initialization"] = spec::name(plan.convolutions[i].initialization);
    for (std::size_t i = 0; i < answer.padded.size(); ++i)
        json["layers"][i]["zero_padded"] = toJson(answer.padded[i]);
    if (answer.signals)
        json["signals"] = toJson(*answer.signals);
    if (!answer.jacobians.empty())
        json["jacobian"] = {{"output", options.jacobian}, {"images", toJson(answer.jacobians)}};
    return json;
}

int run(const InspectOptions& options) {
    const bool images = options.activations || !options.jacobian.empty();
    if (!images && (options.images != 0 || !options.data.empty()))
        throw std::invalid_argument(
            "--images and --data choose images for --activations or --jacobian; neither is asked");
    Interrupt interrupt;
    const auto loaded = training::loadNetwork(options.source, options.latest);
    if (images)
        wantClassifier(loaded.config, options.source);
    const Answer answer = measure(loaded, options, interrupt.token());
    if (options.json)
        std::cout << answerJson(loaded, options, answer).dump(2) << '\n';
    else
        print(loaded, options, answer);
    return interrupt.token().stop_requested() ? Interrupted : Done;
}

}  // namespace

void addInspect(Verb app) {
    auto options = std::make_shared<InspectOptions>();
    Verb verb = app.verb("inspect", "Isometry of every layer: deviation, singular values, SReLU's b");
    verb.option("SOURCE", options->source,
                "Run folder, checkpoint file, YAML file or preset; of a detector its backbone, as the detector runs "
                "it, on the grids of an image of model.height x model.width")
        .required();
    verb.flag("--latest", options->latest, "The run's latest checkpoint instead of its best");
    verb.option("--operator", options->boundary,
                "zero: also the zero-padded operators' extreme singular values (seconds to a minute a layer)")
        .oneOf({"circular", "zero"});
    verb.flag("--activations", options->activations,
              "Also how far nonlinearities and convolutions are from keeping the inner products of images and of "
              "gradients, and both their norms by depth");
    verb.option("--jacobian", options->jacobian,
                "Also the singular values of the Jacobian from the image to the logits or the last features")
        .oneOf({"logits", "features"})
        .valueOptional("logits");
    verb.option("--data", options->data, "Images of another data set, or the folder of the run's own");
    verb.option("--images", options->images, "How many validation images (16 for --activations, 1 for --jacobian)")
        .within(1, 4096);
    verb.option("--values", options->values, "Leading values of a Jacobian that does not fit in memory (10)")
        .within(1, 1000);
    verb.flag("--json", options->json, "Answer with JSON on stdout");
    verb.runs([options, verb] {
        if (verb.given("--jacobian") && options->jacobian.empty())
            options->jacobian = "logits";
        return run(*options);
    });
}

}  // namespace isonet::cli
