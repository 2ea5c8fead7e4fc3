#include "tests/kernels/Fiber.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

#if !defined(ISONET_FIBER_UCONTEXT)
// swapcontext() makes a system call for the signal mask; a block of 256 threads switches thousands of times. Saves the
// registers that the System V ABI preserves across calls, and the stack pointer in *from; continues at `to`.
extern "C" void isonetSwitchStack(void** from, void* to);
asm(R"(
.text
.globl isonetSwitchStack
.type isonetSwitchStack, @function
isonetSwitchStack:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size isonetSwitchStack, .-isonetSwitchStack
)");
#endif

namespace isonet::emulation {
namespace {

constexpr std::size_t guardBytes = 4096;
Fiber* starting = nullptr;  // handed to enter(), which has no arguments

}  // namespace

FiberStacks::FiberStacks(std::size_t count) : size_(count * bytes) {
    void* memory = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    memory_ = static_cast<std::byte*>(memory);
    for (std::size_t i = 0; i < count; ++i)
        mprotect(stack(i), guardBytes, PROT_NONE);
}

FiberStacks::~FiberStacks() {
    munmap(memory_, size_);
}

void Fiber::enter() {
    Fiber& self = *starting;
    (*self.work_)();
    self.finished_ = true;
    self.suspend();
}

#if defined(ISONET_FIBER_UCONTEXT)

void Fiber::start(const std::function<void()>& work) {
    work_ = &work;
    finished_ = false;
    getcontext(&own_);
    own_.uc_stack.ss_sp = stack_ + guardBytes;
    own_.uc_stack.ss_size = FiberStacks::bytes - guardBytes;
    own_.uc_link = nullptr;
    makecontext(&own_, &Fiber::enter, 0);
}

void Fiber::resume() {
    starting = this;
    swapcontext(&caller_, &own_);
}

void Fiber::suspend() {
    swapcontext(&own_, &caller_);
}

#else

void Fiber::start(const std::function<void()>& work) {
    work_ = &work;
    finished_ = false;
    // As if enter() had been called with a return address of 0: popped are six registers and enter's address.
    auto* top = reinterpret_cast<std::uintptr_t*>(stack_ + FiberStacks::bytes);
    *--top = 0;
    *--top = reinterpret_cast<std::uintptr_t>(&Fiber::enter);
    for (int i = 0; i < 6; ++i)
        *--top = 0;
    own_ = top;
}

void Fiber::resume() {
    starting = this;
    isonetSwitchStack(&caller_, own_);
}

void Fiber::suspend() {
    isonetSwitchStack(&own_, caller_);
}

#endif

}  // namespace isonet::emulation
