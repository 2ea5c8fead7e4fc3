// Stands in for the CUDA plug-in in tst_cudaorder: registers hooks with torch as libtorch_cuda does, and reports at the
// end of the process, in the file named by FAKE_CUDA_LOG, whether torch uses them.
#include <ATen/detail/CUDAHooksInterface.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace {

bool asked = false;  // whether torch called these hooks; at the end of the process they no longer exist

struct CUDAHooks : at::CUDAHooksInterface {  // torch looks them up by this name
    explicit CUDAHooks(at::CUDAHooksArgs) {}
    bool hasCUDA() const override { return asked = true; }
};

struct Report {
    ~Report() {
        if (const char* file = std::getenv("FAKE_CUDA_LOG"))
            std::ofstream(file) << (asked ? "in time" : "too late");
    }
} report;

}  // namespace

namespace at {
REGISTER_CUDA_HOOKS(CUDAHooks)
}  // namespace at

extern "C" int isonetCudaDevice(int, char* name, std::size_t nameBytes, std::int64_t* total, std::int64_t* free) {
    std::strncpy(name, "Fake GPU", nameBytes - 1);
    name[nameBytes - 1] = '\0';
    *total = *free = 1 << 30;
    return 0;
}

extern "C" int isonetCudaCapability(int, int* major, int* minor) {
    *major = 9;
    *minor = 0;
    return 0;
}
