// Recognizes torch's out-of-memory errors and describes them: how much was missing, and which batch is likely to fit.
#pragma once

#include <c10/util/Exception.h>

#include <string>

#include "training/config/RunConfig.h"

namespace isonet::training {

bool isOutOfMemory(const c10::Error& error);
// The same for any error, such as std::bad_alloc and those of oneDNN, which do not say why they failed: they count
// where the address space of the process is limited and nearly used.
bool isOutOfMemory(const std::exception& error);

// One sentence or two about refused memory or threads, with the amount and the limits where they are known; empty for
// other errors. For errors outside a training; outOfMemoryMessage() is for those inside.
std::string shortageMessage(const std::exception& error);

// The amounts in the message of an allocator, in bytes; 0: not reported. The CPU's allocator reports the first only.
struct MemoryShortage {
    double wanted = 0;        // by the allocation that failed
    double total = 0;         // of the device
    double free = 0;          // on the device
    double inProcess = 0;     // on the device, used by this process
    double allocated = 0;     // used by this run's tensors
    double unused = 0;        // kept by the allocator for later tensors, in pieces
    bool onHost = false;      // the message is the CPU's allocator's
    bool fragmented() const;  // free and unused memory together would have sufficed
    double missing() const;   // 0 if unknown or fragmented
};
MemoryShortage shortageIn(const std::string& message);

// Images per batch (over `world` ranks) that are likely to fit where config.run.batchSize images did not: the largest
// divisor of the batch size for which
//   12 bytes x parameters (weights, gradients, momentum) + images x bytes per image <= 95 % of what the run could have.
// Bytes per image: what the run had allocated when it failed, divided by its images, and at least the activations of
// the network's plan and a tenth. The run failed before its peak, so this is an estimate. 0: no batch fits, or the
// allocator does not report the amounts.
int batchThatFits(const config::RunConfig& config, const MemoryShortage& shortage, int world = 1);

// "Not enough memory on cuda:0 for ISONet-20 with batches of 128 images: tried to allocate 2.00 GiB, 0.56 GiB more than
// the 1.44 GiB that are free of 79.11 GiB. About 64 images fit: ...". `shortage`: of the error's message. Memory that
// is short on the host is said to be so, and without amounts a GPU's message leaves open which of the two it was.
std::string outOfMemoryMessage(const config::RunConfig& config, const std::string& device,
                               const MemoryShortage& shortage, int world = 1);

}  // namespace isonet::training
