// A group of processes that train one network, built on PyTorch's c10d. They rendezvous at a TCPStore; CPU tensors use
// Gloo, GPU tensors NCCL. A second Gloo group carries control messages (stops, texts), so that they never wait for a
// GPU.
//
// Threads: the training thread makes the calls, the same ones in the same order on every rank. A thread of the group
// watches the other ranks: each sends a heartbeat to the store every second. If one stops responding or reports an
// error, the others exit and name it. No c10d header here.
#pragma once

#include <c10/core/Device.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "training/engine/distributed/Errors.h"
#include "training/engine/distributed/Launch.h"

namespace at {
class Tensor;
using Device = c10::Device;
}  // namespace at

namespace isonet::distributed {

struct Timeouts {
    std::chrono::seconds rendezvous{300};  // until all ranks have joined
    // Without a heartbeat, before a rank counts as dead. torchrun kills the other ranks 30 seconds after one has ended:
    // until then they must have found out, stored which one it was, and exited.
    std::chrono::seconds silence{15};

    static constexpr std::chrono::seconds grace{5};  // for the training thread to return once a rank is lost
};

// Averages gradients over the ranks during the backward pass: c10d's Reducer with buckets of 25 MB, the first of 1 MB
// so that communication starts early.
class GradientAverager {
public:
    virtual ~GradientAverager() = default;
    // Call before the backward pass whose gradients are to be averaged: .grad then holds the mean over all ranks once
    // backward() returns. Without it a backward pass only accumulates on its own rank (gradient accumulation).
    virtual void prepare(const at::Tensor& loss) = 0;
};

class Group {
public:
    // Whether this build supports process groups (it needs Gloo's headers, libgloo-dev); otherwise join() throws.
    static bool supported();
    // Connects to the other ranks. Throws RendezvousError. With GPUs, call model::loadCuda() first.
    static std::unique_ptr<Group> join(const Launch& launch, const Timeouts& timeouts = {});

    virtual ~Group();  // leaves the group: the others no longer expect a heartbeat of this rank
    virtual const Launch& launch() const = 0;
    int rank() const { return launch().rank; }
    int size() const { return launch().world; }
    bool isFirst() const { return rank() == 0; }  // writes the files

    // Collective; throw PeerError. attach() sets the device of this rank's tensors; call it before the next three.
    virtual void attach(const at::Device& device) = 0;
    virtual void sum(at::Tensor& tensor) = 0;
    virtual void broadcast(const std::vector<at::Tensor>& tensors) = 0;  // from rank 0
    virtual std::unique_ptr<GradientAverager> averager(const std::vector<at::Tensor>& parameters) = 0;

    // Why sum() and the averager cannot be part of a CUDA graph; empty if they can. After attach().
    virtual std::string captureObstacle() const = 0;

    // Collective, on the CPU.
    virtual unsigned agree(unsigned flags) = 0;  // bitwise or over all ranks; lowest eight bits
    bool any(bool mine) { return agree(mine ? 1 : 0) != 0; }
    virtual std::string broadcastText(const std::string&) = 0;  // from rank 0; any bytes
    void barrier() { agree(0); }
    // The texts of all ranks, in their order; any bytes. Through the store.
    virtual std::vector<std::string> exchange(const std::string& mine) = 0;

    // Reports to the others that this rank exits, and why; they throw PeerError. Only the first report counts.
    virtual void fail(const std::string& message) noexcept = 0;
    // After an error in a collective: waits for the report of a lost rank, at most about Timeouts::silence. Returns the
    // message; empty if no rank was lost.
    virtual std::string lostPeer() = 0;
    // `call` runs on the watching thread when another rank is lost. The training thread may be blocked in a collective,
    // so the process exits a few seconds later if it is still running.
    virtual void onLost(std::function<void(const std::string& message)> call) = 0;

protected:
    Group() = default;
};

}  // namespace isonet::distributed
