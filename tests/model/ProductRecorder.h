// Records, for every matrix product and convolution that torch starts on any thread, whether the process's flags let
// cuBLAS and cuDNN round it to TF32, and the type of its first input. The flags are read on the CPU as on a GPU.
#pragma once

#include <ATen/record_function.h>
#include <torch/types.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "model/kernels/TF32Scope.h"

namespace isonet::test {

struct RecordedProduct {
    std::string name;  // "aten::mm"
    bool tf32 = false;
    at::ScalarType type = at::kFloat;
};

// One at a time.
class ProductRecorder {
public:
    ProductRecorder() {
        at::enableRecordFunction(true);
        all().clear();
        handle_ = at::addGlobalCallback(at::RecordFunctionCallback(record).needsInputs(true));
    }
    ~ProductRecorder() { at::removeCallback(handle_); }
    ProductRecorder(const ProductRecorder&) = delete;
    ProductRecorder& operator=(const ProductRecorder&) = delete;

    // Since construction, those whose name contains `part`.
    std::vector<RecordedProduct> products(const std::string& part = {}) const {
        const std::lock_guard lock(mutex());
        std::vector<RecordedProduct> found;
        std::copy_if(all().begin(), all().end(), std::back_inserter(found),
                     [&](const RecordedProduct& one) { return one.name.find(part) != std::string::npos; });
        return found;
    }
    int count(bool tf32, const std::string& part = {}) const {
        const auto found = products(part);
        return int(std::count_if(found.begin(), found.end(), [&](const auto& one) { return one.tf32 == tf32; }));
    }

private:
    static std::vector<RecordedProduct>& all() {
        static std::vector<RecordedProduct> products;
        return products;
    }
    static std::mutex& mutex() {
        static std::mutex one;
        return one;
    }
    static std::unique_ptr<at::ObserverContext> record(const at::RecordFunction& function) {
        const std::string name = function.name();
        const bool product = name == "aten::mm" || name == "aten::bmm" || name == "aten::addmm" ||
                             name == "aten::convolution" || name == "aten::convolution_backward";
        if (!product)
            return nullptr;
        RecordedProduct one{
            name,
            name.starts_with("aten::conv") ? model::TF32Scope::convolutions() : model::TF32Scope::matrixProducts(),
            at::kFloat};
        if (const auto inputs = function.inputs(); !inputs.empty() && inputs[0].isTensor())
            one.type = inputs[0].toTensor().scalar_type();
        const std::lock_guard lock(mutex());
        all().push_back(std::move(one));
        return nullptr;
    }

    at::CallbackHandle handle_;
};

}  // namespace isonet::test
