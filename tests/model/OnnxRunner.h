// Reads an ONNX file and evaluates it with torch operators, following the definitions of the operators at onnx.ai
// (opset 17). Shares no code with the writer.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::test {

struct OnnxOperator {
    std::string type, name;
    std::vector<std::string> inputs, outputs;
    std::map<std::string, std::vector<std::int64_t>> integers;
    std::map<std::string, float> reals;
    std::map<std::string, std::string> strings;
};

struct OnnxValueInfo {
    std::string name, doc;
    std::vector<std::string> shape;  // sizes or names
};

struct OnnxContents {
    std::int64_t irVersion = 0, opset = 0;
    std::string producer, version, doc, graph;
    std::map<std::string, std::string> metadata;
    std::vector<OnnxOperator> operators;
    std::map<std::string, at::Tensor> tensors;
    std::vector<OnnxValueInfo> inputs, outputs;
};

// Throws std::runtime_error for malformed bytes, unknown fields and tensors whose data do not fill their shape.
OnnxContents readOnnx(std::string_view bytes);

// The value of the single output. Throws std::runtime_error for unknown operators, undefined or repeated names.
at::Tensor runOnnx(const OnnxContents& model, const at::Tensor& images);

}  // namespace isonet::test
