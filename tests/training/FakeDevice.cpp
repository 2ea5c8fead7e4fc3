#include "FakeDevice.h"

#include <ATen/EmptyTensor.h>
#include <c10/core/Allocator.h>
#include <c10/core/Event.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace isonet::test {
namespace {

constexpr auto kind = c10::DeviceType::PrivateUse1;

// Each recording of an event is a mark that a stream reaches; a stream that blocks waits for one mark.
using Mark = std::shared_ptr<bool>;
struct Work {
    std::function<void()> run;
    Mark after;  // null: nothing to wait for
};

std::map<c10::StreamId, std::deque<Work>> queues;
c10::StreamId current = 0, made = 0;

std::deque<Work>& queueOf(const c10::Stream& stream) {
    return queues[stream.id()];
}

struct FakeGuard final : c10::impl::DeviceGuardImplInterface {
    c10::DeviceType type() const override { return kind; }
    c10::Device exchangeDevice(c10::Device) const override { return fakeDevice(); }
    c10::Device getDevice() const override { return fakeDevice(); }
    void setDevice(c10::Device) const override {}
    void uncheckedSetDevice(c10::Device) const noexcept override {}
    c10::DeviceIndex deviceCount() const noexcept override { return 1; }
    c10::Stream streamOf(c10::StreamId id) const { return c10::Stream(c10::Stream::UNSAFE, fakeDevice(), id); }
    c10::Stream getStream(c10::Device) const override { return streamOf(current); }
    c10::Stream getStreamFromGlobalPool(c10::Device, bool) const override { return streamOf(++made); }
    c10::Stream exchangeStream(c10::Stream stream) const override {
        return streamOf(std::exchange(current, stream.id()));
    }
    void record(void** event, const c10::Stream& stream, c10::DeviceIndex, c10::EventFlag) const override {
        if (!*event)
            *event = new Mark;
        auto& latest = *static_cast<Mark*>(*event);
        latest = std::make_shared<bool>(false);
        queueOf(stream).push_back({[reached = latest] { *reached = true; }, nullptr});
    }
    void block(void* event, const c10::Stream& stream) const override {
        if (event)
            queueOf(stream).push_back({[] {}, *static_cast<Mark*>(event)});
    }
    void destroyEvent(void* event, c10::DeviceIndex) const noexcept override { delete static_cast<Mark*>(event); }
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, FakeGuard)

struct FakeAllocator final : c10::Allocator {
    c10::DataPtr allocate(std::size_t bytes) override {
        void* memory = std::malloc(bytes + 1);
        return {memory, memory, &std::free, fakeDevice()};
    }
    void copy_data(void* to, const void* from, std::size_t bytes) const override { std::memcpy(to, from, bytes); }
};

at::Tensor emptyStrided(c10::SymIntArrayRef sizes, c10::SymIntArrayRef strides, std::optional<at::ScalarType> type,
                        std::optional<at::Layout>, std::optional<at::Device>, std::optional<bool>) {
    static FakeAllocator allocator;
    return at::detail::empty_strided_generic(C10_AS_INTARRAYREF_SLOW(sizes), C10_AS_INTARRAYREF_SLOW(strides),
                                             &allocator, c10::DispatchKeySet(c10::DispatchKey::PrivateUse1),
                                             type.value_or(at::kFloat));
}

at::Tensor emptyFormat(c10::SymIntArrayRef sizes, std::optional<at::ScalarType> type, std::optional<at::Layout>,
                       std::optional<at::Device>, std::optional<bool>, std::optional<at::MemoryFormat> format) {
    static FakeAllocator allocator;
    return at::detail::empty_generic(C10_AS_INTARRAYREF_SLOW(sizes), &allocator,
                                     c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), type.value_or(at::kFloat),
                                     format);
}

at::Tensor& copyLater(at::Tensor& self, const at::Tensor& from, bool) {
    enqueue([self, from] { std::memcpy(self.mutable_data_ptr(), from.const_data_ptr(), from.nbytes()); });
    return self;
}

void ignoreStream(at::Tensor&, c10::Stream) {}

}  // namespace

at::Device fakeDevice() {
    return {kind, 0};
}

void enqueue(std::function<void()> work) {
    queues[current].push_back({std::move(work), nullptr});
}

void runQueued(const std::function<std::size_t(std::size_t ready)>& choose) {
    for (;;) {
        std::vector<std::deque<Work>*> ready;
        bool waiting = false;
        for (auto& [id, queue] : queues) {
            if (queue.empty())
                continue;
            if (!queue.front().after || *queue.front().after)
                ready.push_back(&queue);
            else
                waiting = true;
        }
        if (ready.empty()) {
            if (waiting)
                throw std::logic_error("FakeDevice: queued work waits for an event that is never reached");
            return;
        }
        auto& queue = *ready[choose(ready.size())];
        queue.front().run();
        queue.pop_front();
    }
}

}  // namespace isonet::test

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
    library.impl("empty_strided", &isonet::test::emptyStrided);
    library.impl("empty.memory_format", &isonet::test::emptyFormat);
    library.impl("copy_", &isonet::test::copyLater);
    library.impl("record_stream", &isonet::test::ignoreStream);
}
