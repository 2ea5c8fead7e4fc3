#include "app/doctor/checks/Agreement.h"

#include <algorithm>
#include <limits>

#include "model/base/NumberText.h"

namespace isonet::doctor {

double difference(const at::Tensor& a, const at::Tensor& b) {
    const auto x = a.detach().to(at::kCPU, at::kDouble), y = b.detach().to(at::kCPU, at::kDouble);
    if (x.sizes() != y.sizes() || !x.isfinite().all().item<bool>())
        return std::numeric_limits<double>::infinity();
    if (x.numel() == 0)
        return 0;
    const double scale = y.abs().max().item<double>(), worst = (x - y).abs().max().item<double>();
    return scale > 0 ? worst / scale : worst;
}

void Agreement::add(const std::string& what, double difference, double bound) {
    ++count_;
    largest_ = std::max(largest_, difference);
    if (!(difference <= bound))
        exceeded_ += (exceeded_.empty() ? "" : "; ") + what + ": off by " + brief(difference) + " (at most " +
                     brief(bound) + ")";
}

std::string brief(double value) {
    return base::significant(value, 2);
}

}  // namespace isonet::doctor
