// Reads changed inputs with every reader of the project, each in a watched process, and prints the outcome.
//
//   fuzz_readers [--target NAME]... [--inputs N] [--seed S] [--first I]
//
// Input I of a target depends only on NAME, S and I: a fault is repeated with --target NAME --seed S --first I --inputs
// 1. Exits with 1 if a reader crashed, took over 10 s or 1 GiB, threw what it does not promise, or refused a valid
// input.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "tests/fuzz/Watch.h"

namespace {

using namespace isonet::fuzz;

struct Options {
    std::vector<std::string> targets;
    long inputs = 50, first = 0;
    unsigned long seed = 1;
};

Options parsed(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string name = argv[i];
        if (i + 1 >= argc)
            throw std::invalid_argument(name + " requires a value");
        if (name == "--target")
            options.targets.emplace_back(argv[i + 1]);
        else if (name == "--inputs")
            options.inputs = std::stol(argv[i + 1]);
        else if (name == "--first")
            options.first = std::stol(argv[i + 1]);
        else if (name == "--seed")
            options.seed = std::stoul(argv[i + 1]);
        else
            throw std::invalid_argument(name + " is not accepted; accepted: --target, --inputs, --seed, --first");
    }
    for (const std::string& name : options.targets)
        if (std::ranges::find(targets(), name, &Target::name) == targets().end()) {
            std::string known;
            for (const Target& target : targets())
                known += " " + target.name;
            throw std::invalid_argument("--target " + name + " is not accepted; accepted:" + known);
        }
    return options;
}

// Returns the number of faults.
long report(const Target& target, const Options& options, const std::vector<Result>& results) {
    long accepted = 0, refused = 0, faults = 0;
    double slowest = 0, largest = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const Result& result = results[i];
        accepted += result.outcome == Outcome::Accepted;
        refused += result.outcome == Outcome::Refused;
        slowest = std::max(slowest, result.seconds);
        largest = std::max(largest, result.bytes);
        if (!isFault(result.outcome) || ++faults > 20)
            continue;
        std::printf("%s: %s (%s); repeat with --target %s --seed %lu --first %ld --inputs 1\n", target.name.c_str(),
                    outcomeName(result.outcome), result.message, target.name.c_str(), options.seed,
                    options.first + static_cast<long>(i));
    }
    std::printf("%-18s %8zu %9ld %8ld %7ld %10.0f %9.1f\n", target.name.c_str(), results.size(), accepted, refused,
                faults, 1000 * slowest, largest / (1 << 20));
    std::fflush(stdout);
    return faults;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const Options options = parsed(argc, argv);
        std::printf("%-18s %8s %9s %8s %7s %10s %9s\n", "target", "inputs", "accepted", "refused", "faults",
                    "slowest ms", "peak MiB");
        std::fflush(stdout);
        long faults = 0;
        for (const Target& target : targets())
            if (options.targets.empty() || std::ranges::find(options.targets, target.name) != options.targets.end())
                faults += report(target, options, readAndWatch(target, options.seed, options.first, options.inputs));
        std::filesystem::remove_all(scratchFolder(::getpid()));
        return faults == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "fuzz_readers: %s\n", error.what());
        return 2;
    }
}
