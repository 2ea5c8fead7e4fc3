// isonet bench: speed on this machine. Each benchmark times both variants in one run and prints the ratio.
#include <iostream>
#include <memory>
#include <optional>

#include "app/bench/BenchmarkTable.h"
#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/Override.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"

namespace isonet::cli {

namespace {

int list() {
    Table table({"benchmark", "what it measures"});
    for (const auto& benchmark : benchmarks::benchmarks())
        table.add({benchmark.name, benchmark.description});
    table.print(std::cout);
    return Done;
}

struct BenchOptions {
    std::string name, data;
    std::string network, precision, device;
    std::optional<int> size, batch;

    bool configured() const { return !network.empty() || !precision.empty() || !device.empty() || size || batch; }
};

// The benchmarks that accept an option: those with a certain member.
template <typename Member>
std::string accepting(Member member) {
    std::string names;
    for (const auto& benchmark : benchmarks::benchmarks())
        if (benchmark.*member)
            names += (names.empty() ? "" : ", ") + benchmark.name;
    return names;
}

config::RunConfig benchConfig(const BenchOptions& options) {
    const std::string network = options.network.empty() ? "isonet-20-fashion-mnist" : options.network;
    auto config = readConfig(network);
    requireClassifier(config, network);
    std::vector<std::string> assignments{
        "data.dataset=folder",            // accepts any shape; random images are used
        "optimizer.learning_rate=0.001",  // random labels: keep the weights finite
        "run.device=" + (options.device.empty() ? "auto" : options.device),
        "run.precision=" + (options.precision.empty() ? "float32" : options.precision)};
    if (options.size) {
        assignments.push_back("model.height=" + std::to_string(*options.size));
        assignments.push_back("model.width=" + std::to_string(*options.size));
    }
    if (options.batch)
        assignments.push_back("run.batch_size=" + std::to_string(*options.batch));
    for (const auto& assignment : assignments)
        config::applyOverride(config, assignment);
    config.run.device = model::resolveDevice(config.run.device);
    auto problems = config::validate(config);
    std::erase_if(problems, [](const auto& problem) { return problem.field == "data.root"; });  // needs no images
    if (!problems.empty())
        throw config::ConfigError(std::move(problems));
    return config;
}

int run(const BenchOptions& options) {
    const auto* benchmark = benchmarks::find(options.name);
    if (benchmark == nullptr)
        throw std::invalid_argument("unknown benchmark '" + options.name + "'; isonet bench lists the benchmarks");
    if (!options.data.empty() && !benchmark->runOn)
        throw std::invalid_argument("--data " + options.data + " is not accepted by benchmark '" + options.name +
                                    "', which needs no data; accepted by: " + accepting(&benchmarks::Benchmark::runOn));
    if (options.configured() && !benchmark->runConfig)
        throw std::invalid_argument(
            "--network, --size, --batch, --precision and --device are not accepted by "
            "benchmark '" +
            options.name + "'; accepted by: " + accepting(&benchmarks::Benchmark::runConfig));
    if (options.configured())
        benchmark->runConfig(std::cout, benchConfig(options));
    else if (!options.data.empty())
        benchmark->runOn(std::cout, options.data);
    else if (benchmark->run)
        benchmark->run(std::cout);
    else
        throw std::invalid_argument("benchmark '" + options.name + "' requires images: --data FOLDER");
    return Done;
}

}  // namespace

void addBench(Verb app) {
    auto options = std::make_shared<BenchOptions>();
    Verb verb = app.verb("bench", "Measure speed on this machine; without NAME, list the benchmarks");
    verb.option("NAME", options->name, "Benchmark to run");
    verb.option("--data", options->data,
                "Folder of images: for 'loader' any (default: generated images), for 'overfit' one laid out like COCO");
    verb.option("--network", options->network, "For 'step': preset or YAML file (isonet-20-fashion-mnist)");
    verb.option("--size", options->size, "For 'step': height and width of the images, in pixels").within(4, 4096);
    verb.option("--batch", options->batch, "For 'step': images per batch").within(1, 65536);
    verb.option("--precision", options->precision, "For 'step': float32, tf32, bfloat16 or float16");
    verb.option("--device", options->device, "For 'step': auto, cpu, cuda or cuda:N");
    verb.runs([=] { return options->name.empty() ? list() : run(*options); });
}

}  // namespace isonet::cli
