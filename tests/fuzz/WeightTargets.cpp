// Weights: PyTorch's files in both formats, the pickle in them, safetensors.
#include <torch/types.h>

#include "model/interop/PickleWriter.h"
#include "model/interop/Safetensors.h"
#include "model/interop/StateDict.h"
#include "tests/fuzz/Target.h"
#include "tests/model/InteropFiles.h"

namespace isonet::fuzz {
namespace {

using interop::Dict;
using interop::List;
using interop::Value;

Value checkpoint() {
    const at::Tensor shared = test::fill(1, {4, 6});
    return Dict{{"net", Dict{{"conv1.weight", test::fill(2, {3, 2, 3, 3})},
                             {"bn.num_batches_tracked", at::zeros({}, at::kLong)},
                             {"shared", shared},
                             {"transposed", shared.t()},
                             {"half", shared.to(at::kHalf)}}},
                {"epoch", 3},
                {"best", 91.25},
                {"name", "caf\xc3\xa9"},
                {"done", true},
                {"none", Value()},
                {"list", List{1, 2.5, "three", List{}}}};
}

interop::StateDict weights() {
    return {{"conv1.weight", test::fill(2, {3, 2, 3, 3})},
            {"bn.running_mean", test::fill(3, {3})},
            {"steps", at::ones({2}, at::kLong)},
            {"mask", at::ones({5}, at::kBool)}};
}

// The file as weights, and if it is no state dict, as a tree; every number is used.
void readAll(const std::filesystem::path& file) {
    const Value value = interop::readTorchFile(file);
    test::same(value, value);
}

void readState(const std::filesystem::path& file) {
    for (const auto& [name, tensor] : interop::readWeights(file))
        if (tensor.numel() < (1 << 20))
            tensor.contiguous().to(at::kDouble).sum().item<double>();
}

Bytes torchFile(const Value& value) {
    const auto file = scratchPath(".pt");
    interop::writeTorchFile(value, file);
    return contentOf(file);
}

}  // namespace

std::vector<Target> weightTargets() {
    const std::vector<std::string> pickleWords{"ctorch._utils\n_rebuild_tensor_v2\n",
                                               "ccollections\nOrderedDict\n",
                                               "cos\nsystem\n",
                                               "(",
                                               "t",
                                               "R",
                                               "}",
                                               "]",
                                               "Q",
                                               "\x80\x02",
                                               "\x8a\x08"};
    Target zip{"torch-zip",
               [] {
                   return std::vector<Bytes>{torchFile(checkpoint()), torchFile(interop::toValue(weights()))};
               },
               readAll};
    Target legacy{"torch-legacy", [] { return std::vector<Bytes>{bytesOf(test::legacyFile(checkpoint()))}; }, readAll};
    legacy.words = pickleWords;
    Target pickle{"torch-pickle",
                  [] { return std::vector<Bytes>{bytesOf(interop::PickleWriter(checkpoint()).pickle())}; }, readAll};
    pickle.words = pickleWords;
    pickle.alwaysSealed = true;
    pickle.seal = [](Bytes& input) {
        const auto file = scratchPath(".pt");
        test::writeZipWithPickle(std::string(input.begin(), input.end()),
                                 interop::PickleWriter(checkpoint()).storages(), file);
        input = contentOf(file);
        std::filesystem::remove(file);
    };
    Target safetensors{"safetensors",
                       [] {
                           const auto file = scratchPath(".safetensors");
                           interop::writeSafetensors(weights(), file);
                           return std::vector<Bytes>{contentOf(file)};
                       },
                       readState};
    safetensors.words = {"\"dtype\":\"F64\"",  "\"shape\":[", "\"data_offsets\":[0,",
                         "\"__metadata__\":{", "F16",         "BOOL"};
    return {zip, legacy, pickle, safetensors};
}

}  // namespace isonet::fuzz
