// isonet bench: speed, measured on this machine; each benchmark times both sides in one run and prints the ratio.
#include <iostream>
#include <memory>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Table.h"
#include "tests/benchmarks/Benchmark.h"

namespace isonet::cli {

namespace {

int list() {
    Table table({"benchmark", "what it measures"});
    for (const auto& benchmark : benchmarks::benchmarks())
        table.add({benchmark.name, benchmark.description});
    table.print(std::cout);
    return Done;
}

int run(const std::string& name, const std::string& data) {
    const auto* benchmark = benchmarks::find(name);
    if (benchmark == nullptr)
        throw std::invalid_argument("no benchmark is called '" + name + "'; see: isonet bench");
    if (!data.empty() && !benchmark->runOn)
        throw std::invalid_argument("--data " + data + " does not go with the benchmark '" + name +
                                    "', which needs no data; accepted with: loader, overfit");
    if (data.empty() && !benchmark->run)
        throw std::invalid_argument("the benchmark '" + name + "' needs images: --data FOLDER");
    if (data.empty())
        benchmark->run(std::cout);
    else
        benchmark->runOn(std::cout, data);
    return Done;
}

}  // namespace

void addBench(Verb app) {
    auto name = std::make_shared<std::string>();
    Verb verb = app.verb("bench", "Speed on this machine; without a name, the list of benchmarks");
    auto data = std::make_shared<std::string>();
    verb.option("NAME", *name, "Which one");
    verb.option(
        "--data", *data,
        "Folder of images: for 'loader' any (without it, images made for it), for 'overfit' one of COCO's layout");
    verb.runs([=] { return name->empty() ? list() : run(*name, *data); });
}

}  // namespace isonet::cli
