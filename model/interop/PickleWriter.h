// Values as a pickle of protocol 2 in PyTorch's zip format: only what torch.load(weights_only=True) accepts.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "model/interop/Value.h"

namespace isonet::interop {

class PickleWriter {
public:
    // A Dict becomes a dict, a List a list, a string that is not UTF-8 bytes; every tensor is stored as contiguous
    // and on the CPU. Throws std::invalid_argument naming the entry: a repeated key, an undefined,
    // sparse or quantized tensor, nesting deeper than 100.
    explicit PickleWriter(const Value& root);

    const std::string& pickle() const { return out_; }
    // Storage number i of the pickle holds the elements of tensor i in row-major order. A shared tensor is stored
    // once.
    const std::vector<at::Tensor>& storages() const { return storages_; }

private:
    void put(const Value& value, const std::string& path, int depth);
    void put(const Dict& dict, const std::string& path, int depth);
    void put(const List& list, const std::string& path, int depth);
    void put(const at::Tensor& tensor, const std::string& path);
    void putText(const std::string& text);
    void putInteger(std::int64_t value);
    void putReal(double value);
    void putIntegers(at::IntArrayRef values);
    void putGlobal(const std::string& module, const std::string& name);
    template <typename T>
    void putLittle(T value);

    using Identity = std::tuple<const void*, at::ScalarType, std::vector<std::int64_t>, std::vector<std::int64_t>>;
    std::string out_;
    std::vector<at::Tensor> storages_;
    std::map<Identity, std::size_t> known_;
};

}  // namespace isonet::interop
