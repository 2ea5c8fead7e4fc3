// Stands in for the NVIDIA driver (libcuda.so.1) in tst_cudaorder: one device, found after a while.
#include <chrono>
#include <cstring>
#include <thread>

extern "C" {

int cuInit(unsigned) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return 0;
}

int cuDriverGetVersion(int* version) {
    *version = 13000;
    return 0;
}

int cuDeviceGetCount(int* count) {
    *count = 1;
    return 0;
}

int cuDeviceGet(int* device, int index) {
    *device = 7 + index;
    return 0;
}

int cuDeviceGetUuid_v2(unsigned char* uuid, int device) {
    std::memset(uuid, 0, 16);
    uuid[0] = 0xa5;
    uuid[15] = static_cast<unsigned char>(device);
    return 0;
}
}
