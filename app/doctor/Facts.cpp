#include "app/doctor/Facts.h"

#include <ATen/Parallel.h>
#include <gnu/libc-version.h>
#include <sched.h>
#include <sys/utsname.h>
#include <torch/version.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "model/base/ControlGroups.h"
#include "model/base/NumberText.h"
#include "model/kernels/CudaPlugin.h"
#include "training/config/DatasetInfo.h"
#include "training/config/RunConfig.h"
#include "training/data/catalogue/Catalogue.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/runtime/Environment.h"

namespace isonet::doctor {
namespace {

std::string gibibytes(double bytes) {
    return base::fixed(bytes / double(1 << 30), 1) + " GiB";
}

// The values after "key :" or "key:" in a file of such lines, without repeats.
std::vector<std::string> valuesOf(const std::filesystem::path& path, const std::string& key) {
    std::vector<std::string> values;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const auto colon = line.find(':');
        if (colon == std::string::npos || line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1) != key)
            continue;
        const auto begin = line.find_first_not_of(" \t", colon + 1);
        const std::string value = begin == std::string::npos ? "" : line.substr(begin);
        if (std::ranges::find(values, value) == values.end())
            values.push_back(value);
    }
    return values;
}

std::string firstLine(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

// The instruction sets that decide about speed here, of those that the processor has.
std::string instructionSets(const std::filesystem::path& root) {
    const auto flags = valuesOf(root / "proc/cpuinfo", "flags");
    std::istringstream words(flags.empty() ? "" : flags.front());
    std::set<std::string> all;
    for (std::string word; words >> word;)
        all.insert(word);
    std::string found;
    for (const char* name : {"avx2", "fma", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16"})
        if (all.contains(name))
            found += (found.empty() ? "" : " ") + std::string(name);
    return found.empty() ? "none of avx2, avx512, amx" : found;
}

void addProgram(std::vector<Fact>& facts) {
    const config::RunConfig config;
    const auto info = training::environmentInfo(config, "cpu");
    facts.push_back({"program", "isonet", ISONET_VERSION});
    facts.push_back({"program", "LibTorch", TORCH_VERSION});
    facts.push_back({"program", "CUDA", info.at("cuda")});
    if (info.contains("cudnn"))
        facts.push_back({"program", "cuDNN", info.at("cudnn")});
    facts.push_back({"program", "compiled with", "GCC " __VERSION__});
    facts.push_back({"program", "process groups", distributed::Group::supported() ? "supported" : "not built in"});
}

void addSystem(std::vector<Fact>& facts) {
    utsname system{};
    if (uname(&system) == 0)
        facts.push_back(
            {"system", "kernel", std::string(system.sysname) + " " + system.release + " " + system.machine});
    std::ifstream release("/etc/os-release");
    for (std::string line; std::getline(release, line);)
        if (line.starts_with("PRETTY_NAME=")) {
            std::erase(line, '"');
            facts.push_back({"system", "distribution", line.substr(line.find('=') + 1)});
        }
    facts.push_back({"system", "C library", std::string("glibc ") + gnu_get_libc_version()});
    const std::string driver = firstLine("/proc/driver/nvidia/version");
    facts.push_back({"system", "NVIDIA driver", driver.empty() ? "none" : driver});
}

void addDevices(std::vector<Fact>& facts) {
    for (const auto& device : model::devices())
        if (device.id != "cpu")
            facts.push_back({"devices", device.id,
                             device.name + ", " + gibibytes(double(device.freeBytes)) + " of " +
                                 gibibytes(double(device.totalBytes)) + " free"});
    if (const auto status = model::cudaStatus(); !status.empty())
        facts.push_back({"devices", "CUDA", status});
}

// Where the libraries that matter were loaded from.
void addLibraries(std::vector<Fact>& facts) {
    std::set<std::string> seen;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        const auto slash = line.find('/');
        if (slash == std::string::npos)
            continue;
        const std::filesystem::path path = line.substr(slash);
        const std::string name = path.filename();
        for (const char* wanted : {"libtorch_cpu", "libtorch_cuda", "libgomp", "libcudart", "libcudnn.", "libcublas.",
                                   "libnccl", "libisonet_cuda", "libopencv_core", "libQt6Core"})
            if (name.starts_with(wanted) && seen.insert(path).second)
                facts.push_back({"libraries", name, path.parent_path()});
    }
}

void addDatasets(std::vector<Fact>& facts) {
    for (const auto& status : training::datasetStatus())
        facts.push_back({"datasets", status.info.name, status.found ? status.where : "not found"});
}

}  // namespace

std::vector<Fact> processorFacts(const std::filesystem::path& root) {
    std::vector<Fact> facts;
    const auto names = valuesOf(root / "proc/cpuinfo", "model name");
    facts.push_back({"processor", "model", names.empty() ? "unknown" : names.front()});
    facts.push_back({"processor", "instruction sets", instructionSets(root)});
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    const int usable = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 0;
    facts.push_back(
        {"processor", "cores",
         std::to_string(std::thread::hardware_concurrency()) + ", " + std::to_string(usable) + " allowed by affinity"});
    const auto limit = base::processorQuota(root);
    facts.push_back({"processor", "control group", limit ? base::significant(*limit) + " cores" : "no limit"});
    facts.push_back({"processor", "threads", std::to_string(at::get_num_threads()) + " (LibTorch)"});
    return facts;
}

std::vector<Fact> memoryFacts(const std::filesystem::path& root) {
    std::vector<Fact> facts;
    const auto amount = [&](const std::string& key) {
        const auto values = valuesOf(root / "proc/meminfo", key);
        return values.empty() ? std::string("unknown") : gibibytes(1024 * std::atof(values.front().c_str()));
    };
    facts.push_back({"memory", "total", amount("MemTotal")});
    facts.push_back({"memory", "available", amount("MemAvailable")});
    facts.push_back({"memory", "swap", amount("SwapTotal")});
    const auto limit = base::memoryLimit(root);
    facts.push_back({"memory", "control group", limit ? gibibytes(*limit) : "no limit"});
    std::error_code error;
    if (const auto space = std::filesystem::space(std::filesystem::temp_directory_path(), error); !error)
        facts.push_back({"memory", "free for temporary files", gibibytes(double(space.available))});
    return facts;
}

std::vector<Fact> machineFacts() {
    std::vector<Fact> facts;
    addProgram(facts);
    addSystem(facts);
    std::ranges::copy(processorFacts(), std::back_inserter(facts));
    std::ranges::copy(memoryFacts(), std::back_inserter(facts));
    addDevices(facts);
    addLibraries(facts);
    addDatasets(facts);
    return facts;
}

}  // namespace isonet::doctor
