// isonet bench: speed on this machine, each benchmark times both variants in one run and prints the ratio; and the
// soak.
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
    std::optional<double> minutes;
    std::optional<int> seed, firstRound, rounds, kills;
    bool json = false;

    bool configured() const { return !network.empty() || !precision.empty() || !device.empty() || size || batch; }
    bool timed() const { return minutes || seed || firstRound || rounds || json; }
    benchmarks::SoakOptions soak() const {
        benchmarks::SoakOptions soak;
        soak.minutes = minutes.value_or(soak.minutes);
        soak.seed = seed.value_or(soak.seed);
        soak.firstRound = firstRound.value_or(soak.firstRound);
        soak.rounds = rounds.value_or(soak.rounds);
        soak.json = json;
        return soak;
    }
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
    if (options.timed() && !benchmark->runFor)
        throw std::invalid_argument(
            "--minutes, --seed, --first-round, --rounds and --json are not accepted by benchmark '" + options.name +
            "'; accepted by: " + accepting(&benchmarks::Benchmark::runFor));
    if (options.kills && !benchmark->runKills)
        throw std::invalid_argument("--kills is not accepted by benchmark '" + options.name +
                                    "'; accepted by: " + accepting(&benchmarks::Benchmark::runKills));
    if (options.kills)
        return benchmark->runKills(std::cout, *options.kills);
    if (benchmark->runFor)
        return benchmark->runFor(std::cout, options.soak());
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
    verb.option("--network", options->network,
                "For 'step' and 'training': preset or YAML file (isonet-20-fashion-mnist)");
    verb.option("--size", options->size, "For 'step' and 'training': height and width of the images, in pixels")
        .within(4, 4096);
    verb.option("--batch", options->batch, "For 'step' and 'training': images per batch").within(1, 65536);
    verb.option("--precision", options->precision, "For 'step' and 'training': float32, tf32, bfloat16 or float16");
    verb.option("--device", options->device, "For 'step' and 'training': auto, cpu, cuda or cuda:N");
    verb.option("--minutes", options->minutes, "For 'soak': no round starts later than this (10)").within(0.0, 10080.0);
    verb.option("--seed", options->seed, "For 'soak': random seed; a round depends on the seed and its number (1)");
    verb.option("--first-round", options->firstRound, "For 'soak': number of the first round (1)")
        .within(1, 1000000000);
    verb.option("--rounds", options->rounds, "For 'soak': at most this many rounds").within(1, 1000000000);
    verb.option("--kills", options->kills,
                "For 'queue': kill this many schedulers and rows at random, and check the queues")
        .within(1, 100000);
    verb.flag("--json", options->json, "For 'soak': print JSON to stdout");
    verb.runs([=] { return options->name.empty() ? list() : run(*options); });
}

}  // namespace isonet::cli
