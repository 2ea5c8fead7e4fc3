#include <ATen/ATen.h>

#include <cstring>
#include <stdexcept>

#include "OnnxRunner.h"

namespace isonet::test {

namespace {

struct Field {
    int number = 0;
    std::uint64_t integer = 0;  // or the bits of a float
    std::string_view bytes;
};

class Fields {
public:
    explicit Fields(std::string_view message) : left_(message) {}

    bool next(Field& field) {
        if (left_.empty())
            return false;
        const std::uint64_t tag = varint();
        field = {static_cast<int>(tag >> 3), 0, {}};
        switch (tag & 7) {
            case 0:
                field.integer = varint();
                return true;
            case 2:
                field.bytes = take(varint());
                return true;
            case 5:
                std::memcpy(&field.integer, take(4).data(), 4);
                return true;
            default:
                throw std::runtime_error("unexpected wire type");
        }
    }

private:
    std::string_view take(std::uint64_t count) {
        if (count > left_.size())
            throw std::runtime_error("a field is longer than its message");
        const auto taken = left_.substr(0, count);
        left_.remove_prefix(count);
        return taken;
    }
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1)[0]);
            value |= std::uint64_t{byte & 0x7fu} << shift;
            if (byte < 0x80)
                return value;
        }
        throw std::runtime_error("a number has more than ten bytes");
    }

    std::string_view left_;
};

// Calls `use` for each field; it returns whether it knows the number.
template <typename Use>
void each(std::string_view message, const char* type, Use use) {
    Fields fields(message);
    for (Field field; fields.next(field);)
        if (!use(field))
            throw std::runtime_error(std::string(type) + " has an unexpected field " + std::to_string(field.number));
}

void readAttribute(std::string_view message, OnnxOperator& into) {
    std::string name, text;
    std::vector<std::int64_t> integers;
    float real = 0;
    std::uint64_t type = 0;
    each(message, "AttributeProto", [&](const Field& field) {
        switch (field.number) {
            case 1:
                name = field.bytes;
                return true;
            case 2:
                std::memcpy(&real, &field.integer, 4);
                return true;
            case 3:
            case 8:
                integers.push_back(static_cast<std::int64_t>(field.integer));
                return true;
            case 4:
                text = field.bytes;
                return true;
            case 20:
                type = field.integer;
                return true;
            default:
                return false;
        }
    });
    switch (type) {
        case 1:
            into.reals[name] = real;
            break;
        case 2:
        case 7:
            into.integers[name] = integers;
            break;
        case 3:
            into.strings[name] = text;
            break;
        default:
            throw std::runtime_error("attribute " + name + " has the type " + std::to_string(type));
    }
}

OnnxOperator readNode(std::string_view message) {
    OnnxOperator node;
    each(message, "NodeProto", [&](const Field& field) {
        switch (field.number) {
            case 1:
                node.inputs.emplace_back(field.bytes);
                return true;
            case 2:
                node.outputs.emplace_back(field.bytes);
                return true;
            case 3:
                node.name = field.bytes;
                return true;
            case 4:
                node.type = field.bytes;
                return true;
            case 5:
                readAttribute(field.bytes, node);
                return true;
            default:
                return false;
        }
    });
    return node;
}

void readTensor(std::string_view message, std::map<std::string, at::Tensor>& into) {
    std::vector<std::int64_t> shape;
    std::string name;
    std::uint64_t type = 0;
    std::string_view data;
    each(message, "TensorProto", [&](const Field& field) {
        switch (field.number) {
            case 1:
                shape.push_back(static_cast<std::int64_t>(field.integer));
                return true;
            case 2:
                type = field.integer;
                return true;
            case 8:
                name = field.bytes;
                return true;
            case 9:
                data = field.bytes;
                return true;
            default:
                return false;
        }
    });
    if (type != 1 && type != 7)
        throw std::runtime_error("tensor " + name + " has the type " + std::to_string(type));
    const at::Tensor tensor = at::empty(shape, type == 1 ? at::kFloat : at::kLong);
    if (tensor.nbytes() != data.size())
        throw std::runtime_error("tensor " + name + " has " + std::to_string(data.size()) + " bytes");
    std::memcpy(tensor.mutable_data_ptr(), data.data(), data.size());
    if (!into.emplace(name, tensor).second)
        throw std::runtime_error("two tensors are named " + name);
}

OnnxValueInfo readValueInfo(std::string_view message) {
    OnnxValueInfo info;
    const auto dimension = [&](const Field& field) {
        info.shape.push_back(field.number == 1 ? std::to_string(field.integer) : std::string(field.bytes));
        return field.number == 1 || field.number == 2;
    };
    const auto shape = [&](const Field& field) {
        each(field.bytes, "Dimension", dimension);
        return field.number == 1;
    };
    const auto tensor = [&](const Field& field) {
        if (field.number == 2)
            each(field.bytes, "TensorShapeProto", shape);
        return field.number == 2 || (field.number == 1 && field.integer == 1);
    };
    each(message, "ValueInfoProto", [&](const Field& field) {
        switch (field.number) {
            case 1:
                info.name = field.bytes;
                return true;
            case 2:
                each(field.bytes, "TypeProto", [&](const Field& type) {
                    each(type.bytes, "Tensor", tensor);
                    return type.number == 1;
                });
                return true;
            case 3:
                info.doc = field.bytes;
                return true;
            default:
                return false;
        }
    });
    return info;
}

}  // namespace

OnnxContents readOnnx(std::string_view bytes) {
    OnnxContents model;
    const auto graph = [&](const Field& field) {
        switch (field.number) {
            case 1:
                model.operators.push_back(readNode(field.bytes));
                return true;
            case 2:
                model.graph = field.bytes;
                return true;
            case 5:
                readTensor(field.bytes, model.tensors);
                return true;
            case 11:
                model.inputs.push_back(readValueInfo(field.bytes));
                return true;
            case 12:
                model.outputs.push_back(readValueInfo(field.bytes));
                return true;
            default:
                return false;
        }
    };
    const auto opset = [&](const Field& field) {
        if (field.number == 2)
            model.opset = static_cast<std::int64_t>(field.integer);
        return field.number == 2 || (field.number == 1 && field.bytes.empty());
    };
    const auto entry = [&](std::string_view message) {
        std::string key, value;
        each(message, "StringStringEntryProto", [&](const Field& field) {
            (field.number == 1 ? key : value) = field.bytes;
            return field.number == 1 || field.number == 2;
        });
        model.metadata[key] = value;
    };
    each(bytes, "ModelProto", [&](const Field& field) {
        switch (field.number) {
            case 1:
                model.irVersion = static_cast<std::int64_t>(field.integer);
                return true;
            case 2:
                model.producer = field.bytes;
                return true;
            case 3:
                model.version = field.bytes;
                return true;
            case 6:
                model.doc = field.bytes;
                return true;
            case 7:
                each(field.bytes, "GraphProto", graph);
                return true;
            case 8:
                each(field.bytes, "OperatorSetIdProto", opset);
                return true;
            case 14:
                entry(field.bytes);
                return true;
            default:
                return false;
        }
    });
    return model;
}

}  // namespace isonet::test
