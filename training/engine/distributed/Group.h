// The processes that train one network together, on PyTorch's c10d: they meet at a TCPStore; tensors on the CPU go
// through Gloo, those on GPUs through NCCL. A second Gloo group carries what the program itself agrees on (stops,
// texts), so that it never waits for a GPU.
//
// Threads: the training thread makes the calls, the same ones in the same order on every rank. One thread of the
// group's own watches the others: each rank beats every few seconds in the store, and one that falls silent, or says
// why it ends, ends the rest with its name. No c10d header here.
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

struct Patience {
    std::chrono::seconds rendezvous{300};  // for all ranks to come
    std::chrono::seconds silence{30};      // of a rank, before it counts as dead
};

// Averages gradients over the ranks while the backward pass still runs: c10d's Reducer, in buckets of 25 MB, the first
// of 1 MB so that the exchange begins early.
class GradientAverager {
public:
    virtual ~GradientAverager() = default;
    // Before the backward pass whose gradients are to be averaged: the mean of all ranks' is then in .grad once
    // backward() returns. Without it a backward pass only adds up on its own rank (gradient accumulation).
    virtual void prepare(const at::Tensor& loss) = 0;
};

class Group {
public:
    // Whether this build can (it needs Gloo's headers: libgloo-dev); otherwise join() throws and says so.
    static bool supported();
    // Meets the others. Throws RendezvousError. On a machine with GPUs model::loadCuda() must come first.
    static std::unique_ptr<Group> join(const Launch& launch, const Patience& patience = {});
    // The one that this process belongs to, or null: it trains alone.
    static Group* current();

    virtual ~Group();  // leaves it: the others no longer expect this rank's beat
    virtual const Launch& launch() const = 0;
    int rank() const { return launch().rank; }
    int size() const { return launch().world; }
    bool isFirst() const { return rank() == 0; }  // the one that writes

    // Collective; all throw PeerError. Where this rank's tensors will be: before any of the next three.
    virtual void attach(const at::Device& device) = 0;
    virtual void sum(at::Tensor& tensor) = 0;
    virtual void broadcast(const std::vector<at::Tensor>& tensors) = 0;  // rank 0's to all
    virtual std::unique_ptr<GradientAverager> averager(const std::vector<at::Tensor>& parameters) = 0;

    // Collective, through the CPU.
    virtual unsigned agree(unsigned flags) = 0;  // the bits, of the lowest eight, that some rank has set
    bool any(bool mine) { return agree(mine ? 1 : 0) != 0; }
    virtual std::string broadcastText(const std::string&) = 0;  // rank 0's to all; any bytes
    void barrier() { agree(0); }

    // Tells the others that this rank ends, and why; they end with a PeerError. The first that speaks is believed.
    virtual void fail(const std::string& message) noexcept = 0;
    // After an error in a collective: waits for what became of the others, at most as long as a silence lasts; the
    // message, or nothing where all are well.
    virtual std::string lostPeer() = 0;
    // Called on the watching thread when another rank is lost. The training thread may hang in a collective for good,
    // so the process ends a few seconds later if it has not ended by itself.
    virtual void onLost(std::function<void(const std::string& message)> call) = 0;

protected:
    Group();
};

}  // namespace isonet::distributed
