// What `run.precision: automatic` and `data.workers: automatic` mean on a device. A run resolves both when it starts
// and stores the results in config.yaml and its checkpoints, so that a resumed run has them fixed. No torch header.
#pragma once

#include <string>
#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::config {

// What decides the automatic precision of a device.
struct DeviceTraits {
    std::string id = "cpu";                    // or "cuda:0"
    int computeMajor = 0, computeMinor = 0;    // of a CUDA device: its compute capability; 0: unknown
    bool avx512Bfloat16 = false, amx = false;  // of the CPU: AVX512-BF16; AMX with bfloat16 tiles

    bool isCpu() const { return id == "cpu"; }
    bool operator==(const DeviceTraits&) const = default;
};

struct PrecisionChoice {
    Precision precision = Precision::Float32;
    std::string reason;  // "cuda:0 has compute capability 9.0"
};

// bfloat16 on CUDA devices of compute capability 8.0 and above, whose matrix units multiply it 16 times as fast as
// plain float32 (Ampere's whitepaper: 312 against 19.5 TFLOPS), and on CPUs with AVX512-BF16 or AMX; else float32.
// bfloat16 has the range of float32, so that it needs no loss scaling, unlike float16.
PrecisionChoice automaticPrecision(const DeviceTraits& device);

// Loader threads for one of `localRanks` processes that share `cores` (base::availableCores()). On the CPU the network
// needs the cores: one thread in four, because on two cores one thread trains ISONet-20 6 % faster than two. With a GPU
// all but one, which starts the kernels. From 1 to 16; a batch in progress per thread has to fit the memory.
int automaticWorkersFor(int cores, int localRanks, bool cpu);

// What a process trains on.
struct Machine {
    DeviceTraits device;
    int cores = 1, localRanks = 1;  // as above
};

struct ResolvedSettings {
    RunConfig config;                // without automatic settings
    std::vector<std::string> notes;  // one line for each that was, with the reason
};
ResolvedSettings resolved(RunConfig config, const Machine& machine);

// The configuration with the automatic settings as in `started`, that of the run it resumes.
RunConfig resolvedAs(const RunConfig& started, RunConfig config);

}  // namespace isonet::config
