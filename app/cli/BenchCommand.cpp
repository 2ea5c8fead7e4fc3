// isonet bench: speed on this machine. Each benchmark times both variants in one run and prints the ratio.
#include <iostream>
#include <memory>

#include "app/bench/BenchmarkTable.h"
#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Table.h"

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
        throw std::invalid_argument("unknown benchmark '" + name + "'; isonet bench lists the benchmarks");
    if (!data.empty() && !benchmark->runOn)
        throw std::invalid_argument("--data " + data + " is not accepted by benchmark '" + name +
                                    "', which needs no data; accepted by: loader, overfit");
    if (data.empty() && !benchmark->run)
        throw std::invalid_argument("benchmark '" + name + "' requires images: --data FOLDER");
    if (data.empty())
        benchmark->run(std::cout);
    else
        benchmark->runOn(std::cout, data);
    return Done;
}

}  // namespace

void addBench(Verb app) {
    auto name = std::make_shared<std::string>();
    Verb verb = app.verb("bench", "Measure speed on this machine; without NAME, list the benchmarks");
    auto data = std::make_shared<std::string>();
    verb.option("NAME", *name, "Benchmark to run");
    verb.option("--data", *data,
                "Folder of images: for 'loader' any (default: generated images), for 'overfit' one laid out like COCO");
    verb.runs([=] { return name->empty() ? list() : run(*name, *data); });
}

}  // namespace isonet::cli
