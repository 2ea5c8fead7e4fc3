#include "model/isometry/TapTransform.h"

#include <ATen/ATen.h>

#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <string>
#include <tuple>

namespace isonet::model {
namespace {

TapTransform makeTransform(std::int64_t kh, std::int64_t kw, const at::TensorOptions& options) {
    TapTransform t;
    const std::int64_t height = 2 * kh - 1, width = 2 * kw - 1, taps = kh * kw;
    t.shifts = height * width;
    t.pairs = (t.shifts - 1) / 2;
    at::Tensor analysis = at::empty({4 * t.pairs + 1, taps}, at::kDouble);
    at::Tensor synthesis = at::empty({3 * t.pairs + 1, taps}, at::kDouble);
    auto a = analysis.accessor<double, 2>();
    auto s = synthesis.accessor<double, 2>();
    const double scale = 4.0 / static_cast<double>(t.shifts);
    for (std::int64_t tap = 0; tap < taps; ++tap) {
        a[3 * t.pairs][tap] = 1.0;
        s[3 * t.pairs][tap] = scale / 2;
    }
    for (std::int64_t f = 0; f < t.pairs; ++f) {
        // One of each conjugate pair: (0, 1 .. kw - 1), then all of rows 1 .. kh - 1.
        const std::int64_t fy = f < kw - 1 ? 0 : (f - (kw - 1)) / width + 1;
        const std::int64_t fx = f < kw - 1 ? f + 1 : (f - (kw - 1)) % width;
        t.omegaY.push_back(2.0 * std::numbers::pi * static_cast<double>(fy) / static_cast<double>(height));
        t.omegaX.push_back(2.0 * std::numbers::pi * static_cast<double>(fx) / static_cast<double>(width));
        for (std::int64_t tap = 0; tap < taps; ++tap) {
            const double angle =
                -(t.omegaY[f] * static_cast<double>(tap / kw) + t.omegaX[f] * static_cast<double>(tap % kw));
            const double x = std::cos(angle), y = std::sin(angle);
            a[f][tap] = x + y;
            a[t.pairs + f][tap] = x - y;
            a[2 * t.pairs + f][tap] = x;
            a[3 * t.pairs + 1 + f][tap] = y;
            s[f][tap] = -scale * x;
            s[t.pairs + f][tap] = -scale * y;
            s[2 * t.pairs + f][tap] = scale * (x + y);
        }
    }
    t.analysis = analysis.to(options);
    t.synthesis = synthesis.to(options);
    return t;
}

}  // namespace

TapTransform tapTransform(std::int64_t kh, std::int64_t kw, const at::TensorOptions& options) {
    using Key = std::tuple<std::int64_t, std::int64_t, std::string, at::ScalarType>;
    static std::mutex mutex;
    // Cached, because a step captured as a device graph must not copy them again. Never freed: at exit the device may
    // no longer be available.
    static auto* const made = new std::map<Key, TapTransform>;
    const Key key{kh, kw, options.device().str(), at::typeMetaToScalarType(options.dtype())};
    const std::lock_guard lock(mutex);
    auto found = made->find(key);
    if (found == made->end())
        found = made->emplace(key, makeTransform(kh, kw, options)).first;
    return found->second;
}

}  // namespace isonet::model
