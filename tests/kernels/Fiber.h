// Threads of control that take turns on one thread of the operating system. Used by one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#if !defined(__x86_64__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ISONET_FIBER_UCONTEXT
#include <ucontext.h>
#endif

namespace isonet::emulation {

// All fibers' stacks are in one range, each with a guard page, so that a stack's addresses can be told from others.
class FiberStacks {
public:
    static constexpr std::size_t bytes = std::size_t{128} << 10;  // of one stack

    explicit FiberStacks(std::size_t count);
    ~FiberStacks();
    FiberStacks(const FiberStacks&) = delete;
    FiberStacks& operator=(const FiberStacks&) = delete;

    std::byte* stack(std::size_t index) const { return memory_ + index * bytes; }
    bool holds(const void* address) const {
        return static_cast<std::size_t>(static_cast<const std::byte*>(address) - memory_) < size_;
    }

private:
    std::size_t size_;
    std::byte* memory_;
};

class Fiber {
public:
    explicit Fiber(std::byte* stack) : stack_(stack) {}

    // Makes the next resume() run `work` from its start; what ran before is abandoned, its objects not destroyed.
    // `work` must not throw. It outlives the fiber's run.
    void start(const std::function<void()>& work);
    // Runs until `work` calls suspend() or returns. Not from within a fiber.
    void resume();
    // Returns to the caller of resume(). From within the fiber.
    void suspend();
    bool finished() const { return finished_; }

private:
    static void enter();

    std::byte* stack_;
    const std::function<void()>* work_ = nullptr;
    bool finished_ = true;
#if defined(ISONET_FIBER_UCONTEXT)
    ucontext_t own_{}, caller_{};
#else
    void* own_ = nullptr;  // stack pointers; the saved registers are on the stacks
    void* caller_ = nullptr;
#endif
};

}  // namespace isonet::emulation
