// Random numbers of one thread's own, for building networks beside a training.
//
// torch's modules initialise themselves from its one default generator. A network built while a training draws from
// that generator (dropout, the detector's samples) would take numbers away from it, and the run would no longer be the
// one that its seed gives.
#pragma once

#include <cstdint>
#include <memory>

namespace isonet::model {

// While it lives, what this thread draws for CPU tensors without naming a generator comes from one of its own, with the
// numbers that torch::manual_seed(seed) would give, and torch's default generator stays as it is. For uniform_, normal_
// and what is made of them (randn, torch::nn::init), which is all that initialisation takes. May be nested.
class OwnRandomNumbers {
public:
    explicit OwnRandomNumbers(std::uint64_t seed);
    ~OwnRandomNumbers();
    OwnRandomNumbers(const OwnRandomNumbers&) = delete;
    OwnRandomNumbers& operator=(const OwnRandomNumbers&) = delete;

private:
    struct Scope;
    std::unique_ptr<Scope> scope_;
};

}  // namespace isonet::model
