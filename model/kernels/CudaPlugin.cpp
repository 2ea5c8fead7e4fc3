#include "model/kernels/CudaPlugin.h"

#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace isonet::model {
namespace {

namespace fs = std::filesystem;

constexpr int requiredDriver = 13000;  // CUDA 13.0, as used by LibTorch

using DeviceFunction = int (*)(int, char*, std::size_t, std::int64_t*, std::int64_t*);
using ReadingsFunction = int (*)(int, double*);
using CapabilityFunction = int (*)(int, int*, int*);

struct Plugin {
    int deviceCount = 0;
    std::vector<std::string> identities;
    DeviceFunction device = nullptr;
    ReadingsFunction readings = nullptr;
    CapabilityFunction capability = nullptr;
    std::string status;
};

std::string versionText(int version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

// The driver's UUIDs of its devices. Parts of a GPU (MIG) have different ones. If the driver does not report them, the
// names are unique to this process.
std::vector<std::string> identitiesOf(void* driver, int devices) {
    using Uuid = std::array<unsigned char, 16>;
    const auto handleOf = reinterpret_cast<int (*)(int*, int)>(dlsym(driver, "cuDeviceGet"));
    auto uuidOf = reinterpret_cast<int (*)(Uuid*, int)>(dlsym(driver, "cuDeviceGetUuid_v2"));
    if (!uuidOf)
        uuidOf = reinterpret_cast<int (*)(Uuid*, int)>(dlsym(driver, "cuDeviceGetUuid"));
    std::vector<std::string> identities;
    for (int i = 0; i < devices; ++i) {
        Uuid uuid{};
        std::string text;
        if (int handle = 0; handleOf && uuidOf && handleOf(&handle, i) == 0 && uuidOf(&uuid, handle) == 0) {
            for (const unsigned char byte : uuid) {
                constexpr const char* digits = "0123456789abcdef";
                text += {digits[byte / 16], digits[byte % 16]};
            }
        } else {
            text = "process " + std::to_string(::getpid()) + " device " + std::to_string(i);
        }
        identities.push_back(text);
    }
    return identities;
}

// The number of devices reported by the driver; 0 and the reason if none can be used.
int driverDevices(std::string& reason, std::vector<std::string>& identities) {
    void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!driver) {
        reason = "no NVIDIA driver (libcuda.so.1) on this machine";
        return 0;
    }
    const auto init = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
    const auto version = reinterpret_cast<int (*)(int*)>(dlsym(driver, "cuDriverGetVersion"));
    const auto count = reinterpret_cast<int (*)(int*)>(dlsym(driver, "cuDeviceGetCount"));
    if (!init || !version || !count) {
        reason = "libcuda.so.1 is not an NVIDIA driver";
        return 0;
    }
    if (const int error = init(0); error != 0) {
        reason = error == 100 ? "the NVIDIA driver finds no device"
                              : "the NVIDIA driver failed to initialize (cuInit error " + std::to_string(error) + ")";
        return 0;
    }
    int installed = 0, devices = 0;
    if (version(&installed) != 0 || count(&devices) != 0 || devices == 0) {
        reason = "the NVIDIA driver finds no device";
        return 0;
    }
    if (installed < requiredDriver) {
        reason = "the NVIDIA driver supports CUDA " + versionText(installed) + "; this build needs " +
                 versionText(requiredDriver) + ": update the driver";
        return 0;
    }
    identities = identitiesOf(driver, devices);
    return devices;
}

std::string pluginPath() {
    if (const char* named = std::getenv("ISONET_CUDA_PLUGIN"); named && *named)
        return named;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return (program.parent_path() / ".." / "lib" / "libisonet_cuda.so").lexically_normal().string();
}

Plugin open() {
    Plugin plugin;
    const int devices = driverDevices(plugin.status, plugin.identities);
    if (devices == 0)
        return plugin;
    const std::string path = pluginPath();
    std::error_code error;
    if (!fs::exists(path, error)) {
        plugin.status = "this build has no CUDA kernels (" + path + " is missing)";
        return plugin;
    }
    // Global, so that libtorch_cuda registers with the loaded libtorch_cpu and other libraries can use its symbols.
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
        const char* why = dlerror();
        plugin.status = "cannot open " + path + ": " + (why ? why : "unknown error");
        return plugin;
    }
    const auto device = reinterpret_cast<DeviceFunction>(dlsym(library, "isonetCudaDevice"));
    const auto capability = reinterpret_cast<CapabilityFunction>(dlsym(library, "isonetCudaCapability"));
    if (!device || !capability) {
        plugin.status =
            path + " has a different version (isonetCuda" + (device ? "Capability" : "Device") + " is missing)";
        return plugin;
    }
    // Torch looks for its CUDA libraries once and caches the result.
    if (!at::detail::getCUDAHooks().hasCUDA()) {
        plugin.status = "LibTorch was used before its CUDA libraries were loaded (a bug in this program); restart it";
        return plugin;
    }
    plugin.deviceCount = devices;
    plugin.device = device;
    plugin.readings = reinterpret_cast<ReadingsFunction>(dlsym(library, "isonetCudaReadings"));
    plugin.capability = capability;
    plugin.status = "CUDA ready: " + std::to_string(devices) + (devices == 1 ? " device" : " devices");
    return plugin;
}

const Plugin& plugin() {
    static const Plugin opened = open();  // thread-safe, once
    return opened;
}

// Of the first processor that /proc/cpuinfo lists; empty if it has no such line.
std::string processorValue(const std::string& cpuinfo, std::string_view key) {
    std::istringstream lines(cpuinfo);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(key))
            if (const auto colon = line.find(": "); colon != std::string::npos)
                return line.substr(colon + 2);
    return {};
}

DeviceInfo processor() {
    std::ostringstream cpuinfo;
    cpuinfo << std::ifstream("/proc/cpuinfo").rdbuf();
    DeviceInfo cpu;
    cpu.id = "cpu";
    cpu.name = processorValue(cpuinfo.str(), "model name");
    if (cpu.name.empty())
        cpu.name = "CPU";
    readInstructions(cpuinfo.str(), cpu);
    std::ifstream file("/proc/meminfo");
    std::string key, unit;
    for (std::int64_t kibibytes = 0; file >> key >> kibibytes;) {
        if (key == "MemTotal:")
            cpu.totalBytes = kibibytes * 1024;
        if (key == "MemAvailable:")
            cpu.freeBytes = kibibytes * 1024;
        std::getline(file, unit);
    }
    return cpu;
}

std::string known() {
    std::string text;
    for (const DeviceInfo& device : devices())
        text += (text.empty() ? "" : ", ") + device.id;
    return text;
}

}  // namespace

bool loadCuda() {
    return plugin().device != nullptr;
}

std::string cudaStatus() {
    return plugin().status;
}

std::vector<std::string> deviceIdentities() {
    return loadCuda() ? plugin().identities : std::vector<std::string>();
}

void readInstructions(const std::string& cpuinfo, DeviceInfo& cpu) {
    std::istringstream flags(processorValue(cpuinfo, "flags"));
    for (std::string flag; flags >> flag;) {
        cpu.avx512Bfloat16 = cpu.avx512Bfloat16 || flag == "avx512_bf16";
        cpu.amx = cpu.amx || flag == "amx_bf16";
    }
}

std::vector<DeviceInfo> devices() {
    std::vector<DeviceInfo> all{processor()};
    const Plugin& cuda = plugin();
    for (int i = 0; cuda.device && i < cuda.deviceCount; ++i) {
        char name[256] = "";
        DeviceInfo info;
        info.id = "cuda:" + std::to_string(i);
        if (cuda.device(i, name, sizeof name, &info.totalBytes, &info.freeBytes) == 1)
            continue;
        info.name = name;
        cuda.capability(i, &info.computeMajor, &info.computeMinor);
        all.push_back(info);
    }
    return all;
}

std::optional<DeviceReadings> readDevice(const std::string& device) {
    const std::string prefix = "cuda:";
    if (!device.starts_with(prefix) || !plugin().readings)
        return std::nullopt;
    double values[4];
    if (plugin().readings(std::atoi(device.c_str() + prefix.size()), values) != 0)
        return std::nullopt;
    const auto known = [](double value) { return value >= 0 ? std::optional(value) : std::nullopt; };
    return DeviceReadings{known(values[0]), known(values[1]), known(values[2]), known(values[3])};
}

std::string resolveDevice(const std::string& wanted) {
    if (wanted == "cpu")
        return wanted;
    if (wanted == "auto")
        return loadCuda() ? "cuda:0" : "cpu";
    const std::string_view prefix = "cuda:";
    int index = -1;
    if (wanted == "cuda") {
        index = 0;
    } else if (wanted.starts_with(prefix)) {
        const char *first = wanted.data() + prefix.size(), *last = wanted.data() + wanted.size();
        const auto [end, error] = std::from_chars(first, last, index);
        if (error != std::errc() || end != last || first == last)
            index = -1;
    }
    if (index < 0)
        throw std::invalid_argument("device \"" + wanted +
                                    "\" is invalid; accepted: auto, cpu, cuda and cuda:N (available: " + known() + ")");
    if (!loadCuda())
        throw std::invalid_argument("device \"" + wanted + "\" cannot be used: " + cudaStatus() +
                                    ". Available: " + known());
    if (index >= plugin().deviceCount)
        throw std::invalid_argument("device \"" + wanted + "\" does not exist. Available: " + known());
    return "cuda:" + std::to_string(index);
}

}  // namespace isonet::model
