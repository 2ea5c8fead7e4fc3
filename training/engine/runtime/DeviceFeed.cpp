#include "training/engine/runtime/DeviceFeed.h"

#include <ATen/ATen.h>
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <array>

namespace isonet::training {
namespace {

class HostFeed : public DeviceFeed {
public:
    Batches copy(Batches host) override { return host; }
    void used() override {}
};

// Streams and events through LibTorch's interface for any device, so that this file needs no CUDA.
class StreamFeed : public DeviceFeed {
public:
    explicit StreamFeed(const at::Device& device)
        : device_(device),
          streams_(device.type()),
          stream_(streams_.getStreamFromGlobalPool(device)),
          slots_{Slot(device.type()), Slot(device.type())} {}

    Batches copy(Batches host) override {
        const at::NoGradGuard noGrad;
        latest_ = 1 - latest_;
        Slot& slot = slots_[latest_];
        const c10::Stream present = streams_.getStream(device_);
        slot.used.block(stream_);  // no effect before the first used()
        {
            const c10::StreamGuard guard(stream_);
            slot.tensors.resize(host.size());
            for (std::size_t i = 0; i < host.size(); ++i) {
                slot.tensors[i].resize(host[i].size());
                for (std::size_t j = 0; j < host[i].size(); ++j)
                    fill(slot.tensors[i][j], host[i][j]);
            }
            slot.copied.record(stream_);
        }
        slot.copied.block(present);
        for (const auto& batch : slot.tensors)
            for (const at::Tensor& tensor : batch)
                if (tensor.defined())
                    tensor.record_stream(present);  // a buffer that is replaced is freed after its last use
        return slot.tensors;
    }

    void used() override { slots_[latest_].used.record(streams_.getStream(device_)); }

private:
    struct Slot {
        explicit Slot(at::DeviceType type) : copied(type), used(type) {}
        Batches tensors;
        c10::Event copied, used;
    };

    void fill(at::Tensor& buffer, const at::Tensor& given) const {
        if (!given.defined()) {
            buffer.reset();
            return;
        }
        const bool fits = buffer.defined() && buffer.sizes() == given.sizes() && buffer.strides() == given.strides() &&
                          buffer.scalar_type() == given.scalar_type();
        if (!fits)
            buffer = at::empty_like(given, given.options().device(device_).pinned_memory(false));
        buffer.copy_(given, /*non_blocking=*/true);
    }

    const at::Device device_;
    const c10::impl::VirtualGuardImpl streams_;
    const c10::Stream stream_;
    std::array<Slot, 2> slots_;
    std::size_t latest_ = 0;
};

}  // namespace

std::unique_ptr<DeviceFeed> makeDeviceFeed(const at::Device& device) {
    if (device.is_cpu())
        return std::make_unique<HostFeed>();
    return std::make_unique<StreamFeed>(device);
}

}  // namespace isonet::training
