// The messages of an ONNX file that a network needs. Field numbers and enumerations: onnx.proto of github.com/onnx/onnx
// (ONNX 1.12: IR version 8, opset 17).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/interop/Protobuf.h"

namespace isonet::interop {

inline constexpr std::int64_t onnxIrVersion = 8, onnxOpset = 17;

// AttributeProto: a name and its value.
using OnnxValue = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>>;
using OnnxAttributes = std::vector<std::pair<std::string, OnnxValue>>;

// NodeProto with one output.
struct OnnxNode {
    std::string type, name;
    std::vector<std::string> inputs;
    std::string output;
    OnnxAttributes attributes = {};
};
ProtobufMessage onnxMessage(const OnnxNode& node);

// TensorProto. float32 or int64, anything else is converted to float32.
ProtobufMessage onnxTensor(const std::string& name, const at::Tensor& tensor);

// ValueInfoProto of a float32 tensor. A dimension is a size, or the name of any size.
using OnnxDimension = std::variant<std::int64_t, std::string>;
ProtobufMessage onnxValueInfo(const std::string& name, const std::vector<OnnxDimension>& shape, const std::string& doc);

// GraphProto, filled in any order.
class OnnxGraph {
public:
    void node(const OnnxNode& node) { graph_.message(1, onnxMessage(node)); }
    void initializer(const std::string& name, const at::Tensor& tensor) { graph_.message(5, onnxTensor(name, tensor)); }
    void name(const std::string& name) { graph_.bytes(2, name); }
    void input(const ProtobufMessage& value) { graph_.message(11, value); }
    void output(const ProtobufMessage& value) { graph_.message(12, value); }
    void reserve(std::size_t bytes) { graph_.reserve(bytes); }
    const ProtobufMessage& message() const { return graph_; }

private:
    ProtobufMessage graph_;
};

struct OnnxModel {
    std::string producer, version, doc;
    std::vector<std::pair<std::string, std::string>> metadata;
};
// ModelProto.
ProtobufMessage onnxMessage(const OnnxModel& model, const OnnxGraph& graph);

}  // namespace isonet::interop
