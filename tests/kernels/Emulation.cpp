#include "tests/kernels/Emulation.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <numeric>
#include <random>
#include <utility>

#include "model/kernels/cuda/Launch.h"
#include "tests/kernels/Fiber.h"
#include "tests/kernels/Races.h"

namespace isonet::emulation {
namespace {

constexpr unsigned warpSize = 32;

struct Thread {
    enum class State { Ready, AtBarrier, AtWarp, Done };

    explicit Thread(std::byte* stack) : fiber(stack) {}

    Fiber fiber;
    std::function<void()> body;
    const Position* position = nullptr;
    Actor actor;
    State state = State::Done;
    Place place;  // of the barrier or shuffle reached last
    // Of a shuffle: the value that this lane provides, the lane that it reads, and the value that it has received.
    unsigned mask = 0, source = 0;
    std::uint64_t given = 0, got = 0;
};

Order order = Order::Forward;
std::vector<Place> barriers;
const Place* omitted = nullptr;

std::string indexText(const uint3& index) {
    return "(" + std::to_string(index.x) + ", " + std::to_string(index.y) + ", " + std::to_string(index.z) + ")";
}

// The threads of one block at a time.
class Processor {
public:
    void run(dim3 grid, dim3 block, const std::function<void()>& kernel);
    Thread& current() { return *current_; }
    // Ends the launch from within a thread.
    void fail(const std::string& why) {
        fault_ = why;
        current_->fiber.suspend();
    }
    void wait(Thread::State state) {
        Thread& self = *current_;
        self.state = state;
        self.fiber.suspend();
    }

private:
    void makeThreads(std::size_t count);
    void startBlock(const Position& first, const std::function<void()>& kernel);
    void runBlock();
    bool runReady();
    bool releaseWarps();
    bool releaseBarrier();
    [[noreturn]] void explainStop() const;
    std::string describe(const Thread& thread) const;

    std::unique_ptr<FiberStacks> stacks_;
    std::deque<Thread> threads_;
    std::vector<std::size_t> sequence_;
    std::mt19937 random_;
    std::size_t count_ = 0;  // threads of the block
    std::uint32_t launch_ = 0;
    Thread* current_ = nullptr;
    std::string fault_;
};

Processor& processor() {
    static Processor only;
    return only;
}

void checkSizes(dim3 grid, dim3 block) {
    const auto show = [](dim3 size) { return indexText(uint3{size.x, size.y, size.z}); };
    if (grid.x == 0 || grid.y == 0 || grid.z == 0 || grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535)
        throw LaunchError("a grid of " + show(grid) +
                          " blocks; CUDA accepts (1 to 2147483647, 1 to 65535, 1 to 65535)");
    const std::uint64_t threads = std::uint64_t{block.x} * block.y * block.z;
    if (threads == 0 || threads > 1024 || block.z > 64)
        throw LaunchError("a block of " + show(block) + " threads; CUDA accepts 1 to 1024 together, at most 64 in z");
}

void Processor::makeThreads(std::size_t count) {
    if (count > threads_.size()) {
        threads_.clear();
        stacks_ = std::make_unique<FiberStacks>(count);
        for (std::size_t i = 0; i < count; ++i)
            threads_.emplace_back(stacks_->stack(i));
    }
    count_ = count;
    sequence_.resize(count);
    std::iota(sequence_.begin(), sequence_.end(), std::size_t{0});
    if (order == Order::Reverse)
        std::reverse(sequence_.begin(), sequence_.end());
    random_.seed(1);
}

void Processor::run(dim3 grid, dim3 block, const std::function<void()>& kernel) {
    checkSizes(grid, block);
    makeThreads(std::size_t{block.x} * block.y * block.z);
    ++launch_;
    Position first{{}, {}, block, grid};
    std::uint32_t number = 0;
    for (unsigned z = 0; z < grid.z; ++z)
        for (unsigned y = 0; y < grid.y; ++y)
            for (unsigned x = 0; x < grid.x; ++x, ++number) {
                first.blockIndex = {x, y, z};
                for (std::size_t i = 0; i < count_; ++i) {
                    const auto thread = static_cast<std::uint16_t>(i);
                    threads_[i].actor = {launch_, number, 0, 0, thread, static_cast<std::uint16_t>(i / warpSize)};
                }
                startBlock(first, kernel);
                runBlock();
            }
}

void Processor::startBlock(const Position& first, const std::function<void()>& kernel) {
    for (std::size_t i = 0; i < count_; ++i) {
        Thread& thread = threads_[i];
        thread.state = Thread::State::Ready;
        thread.place = {};
        thread.body = [this, &thread, &kernel, i, first] {
            Position here = first;  // on the fiber's stack, where accesses are not followed
            const auto index = static_cast<unsigned>(i);
            here.threadIndex = {index % here.block.x, index / here.block.x % here.block.y,
                                index / here.block.x / here.block.y};
            thread.position = &here;
            try {
                kernel();
            } catch (const std::exception& error) {
                fail(std::string("threw an exception: ") + error.what());
            } catch (...) {
                fail("threw an exception");
            }
            thread.state = Thread::State::Done;
        };
        thread.fiber.start(thread.body);
    }
}

void Processor::runBlock() {
    while (runReady() || releaseWarps() || releaseBarrier()) {
    }
    const auto done = [](const Thread& thread) { return thread.state == Thread::State::Done; };
    if (!std::all_of(threads_.begin(), threads_.begin() + static_cast<std::ptrdiff_t>(count_), done))
        explainStop();
}

bool Processor::runReady() {
    bool ran = false;
    if (order == Order::Shuffled)
        std::shuffle(sequence_.begin(), sequence_.end(), random_);
    for (const std::size_t i : sequence_) {
        Thread& thread = threads_[i];
        if (thread.state != Thread::State::Ready)
            continue;
        ran = true;
        current_ = &thread;
        follow(&thread.actor, stacks_.get(), [](const std::string& race) { processor().fail(race); });
        thread.fiber.resume();
        follow(nullptr, nullptr, nullptr);
        if (!fault_.empty())
            throw LaunchError(describe(thread) + ": " + std::exchange(fault_, {}));
    }
    return ran;
}

// Lets the lanes named by a shuffle or __syncwarp continue once all of them have arrived.
bool Processor::releaseWarps() {
    bool released = false;
    for (std::size_t i = 0; i < count_; ++i) {
        Thread& thread = threads_[i];
        if (thread.state != Thread::State::AtWarp)
            continue;
        const std::size_t first = i / warpSize * warpSize;
        const auto together = [&](unsigned lane) {
            if (!(thread.mask >> lane & 1))
                return true;
            if (first + lane >= count_)
                return false;
            const Thread& other = threads_[first + lane];
            return other.state == Thread::State::AtWarp && other.mask == thread.mask && other.place == thread.place;
        };
        unsigned present = 0;
        while (present < warpSize && together(present))
            ++present;
        if (present < warpSize)
            continue;
        const unsigned mask = thread.mask;
        for (unsigned lane = 0; lane < warpSize; ++lane)
            if (mask >> lane & 1) {
                Thread& other = threads_[first + lane];
                other.got = threads_[first + other.source].given;
                other.state = Thread::State::Ready;
                released = true;
            }
    }
    return released;
}

bool Processor::releaseBarrier() {
    for (std::size_t i = 0; i < count_; ++i)
        if (threads_[i].state != Thread::State::AtBarrier || !(threads_[i].place == threads_[0].place))
            return false;
    for (std::size_t i = 0; i < count_; ++i) {
        threads_[i].state = Thread::State::Ready;
        ++threads_[i].actor.interval;
    }
    return true;
}

std::string Processor::describe(const Thread& thread) const {
    const std::string name =
        "block " + indexText(thread.position->blockIndex) + ", thread " + indexText(thread.position->threadIndex);
    return thread.place.line == 0 ? name : name + " (last at " + text(thread.place) + ")";
}

void Processor::explainStop() const {
    const Thread *waiting = nullptr, *other = nullptr;
    for (std::size_t i = 0; i < count_; ++i)
        if (threads_[i].state != Thread::State::Done && !waiting)
            waiting = &threads_[i];
    // A shuffle waits for the lanes of its mask, a barrier for the block.
    const bool warp = waiting->state == Thread::State::AtWarp;
    for (std::size_t i = 0; i < count_ && !other; ++i)
        if ((!warp || (threads_[i].actor.warp == waiting->actor.warp && (waiting->mask >> i % warpSize & 1))) &&
            (threads_[i].state != waiting->state || !(threads_[i].place == waiting->place)))
            other = &threads_[i];
    const std::string waits = describe(*waiting) + " waits";
    if (!other)
        throw LaunchError(waits + " for lanes that the block does not have");
    const bool left = other->state == Thread::State::Done;
    throw LaunchError(waits + (left ? ", but thread " + std::to_string(other->actor.thread) + " has left the kernel"
                                    : ", but " + describe(*other) + " waits elsewhere"));
}

}  // namespace

void setOrder(Order newOrder) {
    order = newOrder;
}

std::string text(const Place& place) {
    return std::string(place.what) + ", " + place.file + ":" + std::to_string(place.line);
}

const std::vector<Place>& reachedBarriers() {
    return barriers;
}

void omitBarrier(const Place* place) {
    omitted = place;
}

const Position& position() {
    return *processor().current().position;
}

void blockBarrier(const Place& place) {
    if (std::find(barriers.begin(), barriers.end(), place) == barriers.end())
        barriers.push_back(place);
    if (omitted && *omitted == place)
        return;
    processor().current().place = place;
    processor().wait(Thread::State::AtBarrier);
}

void warpBarrier(unsigned mask, const Place& place) {
    Thread& self = processor().current();
    const unsigned lane = self.actor.thread % warpSize;
    self.place = place;
    if (!(mask >> lane & 1))
        return processor().fail("its lane is not in the mask of " + text(place));
    self.mask = mask;
    self.source = lane;
    processor().wait(Thread::State::AtWarp);
    ++self.actor.warpInterval;
}

std::uint64_t shuffleBits(Shuffle kind, unsigned mask, std::uint64_t bits, int argument, int width,
                          const Place& place) {
    Thread& self = processor().current();
    const int lane = self.actor.thread % warpSize, begin = lane / width * width;
    int source = lane;
    switch (kind) {  // as in the CUDA programming guide, "Warp shuffle functions"
        case Shuffle::Index:
            source = begin + (argument & (width - 1));
            break;
        case Shuffle::Down:
            source = lane - begin + argument < width ? lane + argument : lane;
            break;
        case Shuffle::Up:
            source = lane - begin >= argument ? lane - argument : lane;
            break;
        case Shuffle::Xor:
            source = (lane ^ argument) < begin + width ? lane ^ argument : lane;
            break;
    }
    self.place = place;
    if (!(mask >> lane & 1) || !(mask >> source & 1))
        processor().fail("lane " + std::to_string(lane) + " reads lane " + std::to_string(source) +
                         "; both must be in the mask of " + text(place));
    self.mask = mask;
    self.source = static_cast<unsigned>(source);
    self.given = bits;
    processor().wait(Thread::State::AtWarp);
    return self.got;
}

}  // namespace isonet::emulation

void isonet::model::cuda::runOnHost(dim3 grid, dim3 block, const std::function<void()>& thread) {
    isonet::emulation::processor().run(grid, block, thread);
}
