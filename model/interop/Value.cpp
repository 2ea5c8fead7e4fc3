#include "model/interop/Value.h"

#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

template <typename T>
constexpr const char* kind = "";
template <>
constexpr const char* kind<std::monostate> = "None";
template <>
constexpr const char* kind<bool> = "a boolean";
template <>
constexpr const char* kind<std::int64_t> = "an integer";
template <>
constexpr const char* kind<double> = "a floating-point number";
template <>
constexpr const char* kind<std::string> = "a string";
template <>
constexpr const char* kind<at::Tensor> = "a tensor";
template <>
constexpr const char* kind<List> = "a list";
template <>
constexpr const char* kind<Dict> = "a dict";
template <>
constexpr const char* kind<Foreign> = "an object";

}  // namespace

const Value* Value::find(const std::string& key) const {
    if (const auto* dict = std::get_if<Dict>(&data))
        for (const auto& [name, value] : *dict)
            if (name == key)
                return &value;
    return nullptr;
}

std::string Value::describe() const {
    if (const auto* foreign = std::get_if<Foreign>(&data))
        return foreign->what;
    return std::visit([]<typename T>(const T&) { return std::string(kind<T>); }, data);
}

template <typename T>
const T& Value::get(const std::string& key) const {
    if (!std::holds_alternative<Dict>(data))
        throw FormatError("entry " + quote(key) + " was requested from " + describe());
    const Value* value = find(key);
    if (!value)
        throw FormatError("entry " + quote(key) + " is missing");
    if (const T* wanted = std::get_if<T>(&value->data))
        return *wanted;
    throw FormatError("entry " + quote(key) + " is " + value->describe() + ", expected " + kind<T>);
}

template const bool& Value::get<bool>(const std::string&) const;
template const std::int64_t& Value::get<std::int64_t>(const std::string&) const;
template const double& Value::get<double>(const std::string&) const;
template const std::string& Value::get<std::string>(const std::string&) const;
template const at::Tensor& Value::get<at::Tensor>(const std::string&) const;
template const List& Value::get<List>(const std::string&) const;
template const Dict& Value::get<Dict>(const std::string&) const;

}  // namespace isonet::interop
