#include "tests/kernels/Races.h"

#include <array>
#include <cstddef>
#include <memory>
#include <unordered_map>

#include "tests/kernels/Fiber.h"

extern "C" char __bss_start[], _end[];  // from the linker: the program's static memory without initial values

namespace isonet::emulation {
namespace {

constexpr std::uint16_t several = 0xffff;
constexpr std::uint32_t severalBlocks = 0xffffffff;

// Of one byte. `read` stands for all reads that the next write must be ordered after.
struct Cell {
    Actor write, read;
};

constexpr std::uintptr_t pageBytes = 4096;
using Page = std::array<Cell, pageBytes>;

const Actor* actor = nullptr;
const FiberStacks* stacks = nullptr;
void (*report)(const std::string&) = nullptr;

Cell& cell(std::uintptr_t address) {
    static std::unordered_map<std::uintptr_t, std::unique_ptr<Page>> pages;
    static std::uintptr_t lastNumber = 0;
    static Page* last = nullptr;
    const std::uintptr_t number = address / pageBytes;
    if (!last || number != lastNumber) {
        auto& page = pages[number];
        if (!page)
            page = std::make_unique<Page>();
        lastNumber = number;
        last = page.get();
    }
    return (*last)[address % pageBytes];
}

bool isShared(std::uintptr_t address) {
    return address >= reinterpret_cast<std::uintptr_t>(__bss_start) && address < reinterpret_cast<std::uintptr_t>(_end);
}

// Whether nothing orders `earlier` before the present access.
bool unordered(const Actor& earlier, const Actor& now, bool shared) {
    if (earlier.launch != now.launch)
        return false;
    if (earlier.block != now.block)
        return !shared;
    if (earlier.interval != now.interval || earlier.thread == now.thread)
        return false;
    return earlier.warp != now.warp || earlier.warpInterval >= now.warpInterval;
}

std::string describe(const char* what, std::uintptr_t address, const Actor& earlier, const Actor& now, bool shared) {
    const auto number = [](std::uint32_t value, std::uint32_t many) {
        return value == many ? std::string("several") : std::to_string(value);
    };
    return std::string(what) + (shared ? " in shared memory" : " in global memory") +
           " without a barrier between: block " + number(earlier.block, severalBlocks) + ", thread " +
           number(earlier.thread, several) + "; then block " + std::to_string(now.block) + ", thread " +
           std::to_string(now.thread) + ", at address " + std::to_string(address);
}

void addReader(Actor& reads, const Actor& now, bool shared) {
    if (!unordered(reads, now, shared)) {
        reads = now;
        return;
    }
    if (reads.block != now.block)
        reads.block = severalBlocks;
    if (reads.thread != now.thread)
        reads.thread = several;
    if (reads.warp != now.warp)
        reads.warp = several;
    reads.interval = now.interval;
    reads.warpInterval = now.warpInterval;
}

void access(const void* pointer, std::size_t bytes, bool writes) {
    if (!actor || stacks->holds(pointer))
        return;
    const Actor now = *actor;
    const auto first = reinterpret_cast<std::uintptr_t>(pointer);
    const bool shared = isShared(first);
    for (std::uintptr_t address = first; address < first + bytes; ++address) {
        Cell& here = cell(address);
        if (unordered(here.write, now, shared))
            report(describe(writes ? "two writes" : "a write, then a read", address, here.write, now, shared));
        if (writes) {
            if (unordered(here.read, now, shared))
                report(describe("a read, then a write", address, here.read, now, shared));
            here.write = now;
        } else {
            if (shared && (here.write.launch != now.launch || here.write.block != now.block))
                report("shared memory is read that no thread of the block has written: block " +
                       std::to_string(now.block) + ", thread " + std::to_string(now.thread));
            addReader(here.read, now, shared);
        }
    }
}

}  // namespace

bool racesAreFound() {
#if defined(ISONET_FIND_RACES)
    return true;
#else
    return false;
#endif
}

void follow(const Actor* newActor, const FiberStacks* newStacks, void (*found)(const std::string&)) {
    actor = newActor;
    stacks = newStacks;
    report = found;
}

}  // namespace isonet::emulation

#if defined(ISONET_FIND_RACES)

// The names that GCC and Clang call with -fsanitize=thread.
#define ISONET_ACCESS(bytes)                        \
    void __tsan_read##bytes(void* p) {              \
        isonet::emulation::access(p, bytes, false); \
    }                                               \
    void __tsan_write##bytes(void* p) {             \
        isonet::emulation::access(p, bytes, true);  \
    }                                               \
    void __tsan_unaligned_read##bytes(void* p) {    \
        isonet::emulation::access(p, bytes, false); \
    }                                               \
    void __tsan_unaligned_write##bytes(void* p) {   \
        isonet::emulation::access(p, bytes, true);  \
    }                                               \
    void __tsan_volatile_read##bytes(void* p) {     \
        isonet::emulation::access(p, bytes, false); \
    }                                               \
    void __tsan_volatile_write##bytes(void* p) {    \
        isonet::emulation::access(p, bytes, true);  \
    }

extern "C" {
ISONET_ACCESS(1)
ISONET_ACCESS(2)
ISONET_ACCESS(4)
ISONET_ACCESS(8)
ISONET_ACCESS(16)
void __tsan_read_range(void* p, std::size_t bytes) {
    isonet::emulation::access(p, bytes, false);
}
void __tsan_write_range(void* p, std::size_t bytes) {
    isonet::emulation::access(p, bytes, true);
}
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_read(void**) {}
void __tsan_vptr_update(void**, void*) {}
}

#endif
