// A private random generator for one thread, to build networks while another thread trains.
//
// torch's modules initialize themselves from its default generator. Building a network while a run draws from that
// generator (dropout, samples of a detector) would change the run's random numbers, and the run would no longer be
// reproducible from its seed.
#pragma once

#include <cstdint>
#include <memory>

namespace isonet::model {

// During its lifetime, CPU draws of this thread without an explicit generator come from a private generator seeded as
// by torch::manual_seed(seed); torch's default generator is not used. Covers uniform_, normal_ and everything based on
// them (randn, torch::nn::init), which is all that initialization needs. May be nested.
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
