// Slots: how many rows of a queue train at a time, and on what.
//
//   cpu:2          two rows on the CPU, each with half of the cores
//   cpu            as many as suit the cores
//   cuda:0-3       one row on each of four GPUs; cuda:0,cuda:2 on two
//   cuda:0-3=2     two rows on each
//   cuda:0=memory  as many rows as fit its memory by the estimate of training/config/MemoryEstimate.h
//   auto           one row on each GPU, or as `cpu` where there is none
//
// Parts are separated by commas. No torch header: what the machine has is given as a Capacity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::scheduler {

struct Gpu {
    std::string id;    // "cuda:0"
    double bytes = 0;  // of memory, all of it
};
// What a machine has.
struct Capacity {
    int cores = 1;  // base::availableCores()
    std::vector<Gpu> gpus;
};

inline constexpr int kByMemory = 0;
inline constexpr int kMostSlots = 1024;  // of a machine

struct SlotGroup {
    std::string device;  // "cpu", "cuda:0"
    int rows = 1;        // at a time; kByMemory: as many as fit
    bool operator==(const SlotGroup&) const = default;
};
using SlotPlan = std::vector<SlotGroup>;  // one group per device

// Empty text means auto. Throws std::invalid_argument that names the text, what is accepted, and the devices that there
// are: no such GPU, a device twice, more slots than cores on the CPU.
SlotPlan parseSlots(std::string_view text, const Capacity& capacity);
// The same for `jobs` rows at a time in total, spread evenly over the devices; of more devices than rows the first
// ones. Throws std::invalid_argument.
SlotPlan limitedTo(SlotPlan plan, int jobs, const Capacity& capacity);
std::string slotsText(const SlotPlan& plan);  // what parseSlots() reads back

// How many rows suit `cores`: one for each up to four, because small networks make poor use of several cores; with more
// cores one for every four, but at least four.
int rowsForCores(int cores);

// A row that trains on this machine.
struct SlotUse {
    std::string device;  // "cpu", "cuda:0"; another text ("auto") counts for the first device of the plan
    double bytes = 0;    // its estimated memory on a GPU
};
struct Slot {
    std::string device;
    int threads = 1;  // its part of the cores
    bool operator==(const Slot&) const = default;
};
// A free slot for a row that needs `bytes` on a GPU: on the device with the fewest rows, the first of these. Nothing if
// all are taken. A GPU without rows always takes one, whatever its estimate says.
std::optional<Slot> freeSlot(const SlotPlan& plan, const Capacity& capacity, const std::vector<SlotUse>& uses,
                             double bytes);
// At most so many rows at a time; kByMemory counts for as many as `bytes` allows.
int slotCount(const SlotPlan& plan, const Capacity& capacity, double bytes);

}  // namespace isonet::scheduler
