#include "model/layers/RandomNumbers.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/library.h>

#include <optional>

namespace isonet::model {
namespace {

// A dispatch mode that torch reserves for extensions. Operators are intercepted only on threads that enable it.
constexpr auto mode = c10::DispatchKey::TESTING_ONLY_GenericMode;

thread_local const at::Generator* own = nullptr;

std::optional<at::Generator> generatorFor(const at::Tensor& tensor, std::optional<at::Generator> named) {
    return named || own == nullptr || !tensor.device().is_cpu() ? named : std::optional(*own);
}

at::Tensor& drawUniform(at::Tensor& self, double from, double to, std::optional<at::Generator> generator) {
    const c10::impl::ExcludeDispatchKeyGuard below(mode);
    return self.uniform_(from, to, generatorFor(self, std::move(generator)));
}

at::Tensor& drawNormal(at::Tensor& self, double mean, double deviation, std::optional<at::Generator> generator) {
    const c10::impl::ExcludeDispatchKeyGuard below(mode);
    return self.normal_(mean, deviation, generatorFor(self, std::move(generator)));
}

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, all) {
    all.fallback(torch::CppFunction::makeFallthrough());
}

TORCH_LIBRARY_IMPL(aten, TESTING_ONLY_GenericMode, draws) {
    draws.impl("uniform_", drawUniform);
    draws.impl("normal_", drawNormal);
}

}  // namespace

struct OwnRandomNumbers::Scope {
    explicit Scope(std::uint64_t seed)
        : generator(at::detail::createCPUGenerator(seed)), before(std::exchange(own, &generator)), on(mode) {}
    ~Scope() { own = before; }

    const at::Generator generator;
    const at::Generator* const before;
    const c10::impl::IncludeDispatchKeyGuard on;
};

OwnRandomNumbers::OwnRandomNumbers(std::uint64_t seed) : scope_(std::make_unique<Scope>(seed)) {}

OwnRandomNumbers::~OwnRandomNumbers() = default;

}  // namespace isonet::model
