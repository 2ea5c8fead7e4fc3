#include "model/interop/OnnxMessages.h"

#include <ATen/ATen.h>

#include <bit>
#include <string_view>

namespace isonet::interop {

namespace {

enum OnnxAttributeType { OnnxReal = 1, OnnxInteger = 2, OnnxString = 3, OnnxIntegers = 7 };
enum OnnxElementType { OnnxFloat = 1, OnnxInt64 = 7 };

ProtobufMessage attributeMessage(const std::string& name, const OnnxValue& value) {
    ProtobufMessage message;
    message.bytes(1, name);
    OnnxAttributeType type = OnnxIntegers;
    if (const auto* real = std::get_if<float>(&value)) {
        message.real(2, *real);
        type = OnnxReal;
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        message.integer(3, *integer);
        type = OnnxInteger;
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        message.bytes(4, *text);
        type = OnnxString;
    } else {
        for (const auto each : std::get<std::vector<std::int64_t>>(value))
            message.integer(8, each);
    }
    message.integer(20, type);
    return message;
}

}  // namespace

ProtobufMessage onnxMessage(const OnnxNode& node) {
    ProtobufMessage message;
    for (const auto& input : node.inputs)
        message.bytes(1, input);
    message.bytes(2, node.output);
    message.bytes(3, node.name);
    message.bytes(4, node.type);
    for (const auto& [name, value] : node.attributes)
        message.message(5, attributeMessage(name, value));
    return message;
}

ProtobufMessage onnxTensor(const std::string& name, const at::Tensor& tensor) {
    const bool integer = tensor.scalar_type() == at::kLong;
    const at::Tensor values = tensor.detach().to(at::kCPU, integer ? at::kLong : at::kFloat).contiguous();
    ProtobufMessage message;
    for (const auto size : values.sizes())
        message.integer(1, size);
    message.integer(2, integer ? OnnxInt64 : OnnxFloat);
    message.bytes(8, name);
    static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");
    message.bytes(9, std::string_view(static_cast<const char*>(values.const_data_ptr()), values.nbytes()));
    return message;
}

ProtobufMessage onnxValueInfo(const std::string& name, const std::vector<OnnxDimension>& shape,
                              const std::string& doc) {
    ProtobufMessage dimensions, tensor, type, info;
    for (const auto& size : shape) {
        ProtobufMessage dimension;
        if (const auto* number = std::get_if<std::int64_t>(&size))
            dimension.integer(1, *number);
        else
            dimension.bytes(2, std::get<std::string>(size));
        dimensions.message(1, dimension);
    }
    tensor.integer(1, OnnxFloat);
    tensor.message(2, dimensions);
    type.message(1, tensor);
    info.bytes(1, name);
    info.message(2, type);
    info.bytes(3, doc);
    return info;
}

ProtobufMessage onnxMessage(const OnnxModel& model, const OnnxGraph& graph) {
    ProtobufMessage message, opset;
    message.integer(1, onnxIrVersion);
    message.bytes(2, model.producer);
    message.bytes(3, model.version);
    message.bytes(6, model.doc);
    opset.bytes(1, "");  // the standard operators
    opset.integer(2, onnxOpset);
    message.message(8, opset);
    for (const auto& [key, value] : model.metadata) {
        ProtobufMessage entry;
        entry.bytes(1, key);
        entry.bytes(2, value);
        message.message(14, entry);
    }
    message.message(7, graph.message());
    return message;
}

}  // namespace isonet::interop
