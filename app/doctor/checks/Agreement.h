// How far two tensors differ, for the sentences of the checks.
#pragma once

#include <torch/types.h>

#include <string>

namespace isonet::doctor {

// max |a - b| / max(|b|), both as float64 on the CPU; infinite if shapes differ or a value of `a` is not finite.
double difference(const at::Tensor& a, const at::Tensor& b);

// The largest of several differences, each against its bound.
class Agreement {
public:
    void add(const std::string& what, double difference, double bound);
    bool holds() const { return exceeded_.empty(); }
    int count() const { return count_; }
    double largest() const { return largest_; }
    const std::string& exceeded() const { return exceeded_; }  // "SReLU bfloat16: 0.02 (at most 0.004); ..."

private:
    int count_ = 0;
    double largest_ = 0;
    std::string exceeded_;
};

std::string brief(double value);  // two significant digits

}  // namespace isonet::doctor
