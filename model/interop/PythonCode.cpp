#include "model/interop/PythonCode.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace isonet::interop {

namespace {

// Numbers of channels that are equal in every instance are one argument, under the first of these names that fits.
constexpr std::array<std::string_view, 3> channelRoles{"inputs", "width", "outputs"};

bool isChannels(const std::string& role) {
    return std::ranges::find(channelRoles, role) != channelRoles.end();
}

std::string commonRole(const std::string& first, const std::string& second) {
    if (first == second)
        return first;
    const bool input = first == "inputs" || second == "inputs", output = first == "outputs" || second == "outputs";
    if (first == "channels" || (input && output))
        return "channels";
    return input ? "inputs" : "outputs";
}

}  // namespace

PythonCode& PythonCode::operator<<(std::string_view text) {
    texts_.back() += text;
    return *this;
}

PythonCode& PythonCode::operator<<(PythonNumber number) {
    numbers_.push_back(std::move(number));
    texts_.emplace_back();
    return *this;
}

PythonClass::PythonClass(std::string name, std::string title, std::string forward)
    : name_(std::move(name)), title_(std::move(title)), forward_(std::move(forward)) {}

bool PythonClass::accepts(const std::string& title, const std::string& forward, const PythonCode& constructor) const {
    const PythonCode& own = instances_.front();
    return title == title_ && forward == forward_ && constructor.texts_ == own.texts_ &&
           std::ranges::equal(constructor.numbers_, own.numbers_, [](const auto& a, const auto& b) {
               return a.role == b.role && a.keyword == b.keyword && a.omitted == b.omitted;
           });
}

std::size_t PythonClass::add(PythonCode constructor) {
    instances_.push_back(std::move(constructor));
    return instances_.size() - 1;
}

PythonClass::Arguments PythonClass::arguments() const {
    Arguments all;
    for (std::size_t i = 0; i < instances_.front().numbers_.size(); ++i) {
        const std::string& role = instances_.front().numbers_[i].role;
        std::vector<std::int64_t> values;
        for (const auto& instance : instances_)
            values.push_back(instance.numbers_[i].value);
        all.of.emplace_back();
        if (std::ranges::adjacent_find(values, std::ranges::not_equal_to()) == values.end())
            continue;
        const auto known = std::ranges::find_if(all.list, [&](const Argument& each) {
            const bool channels = isChannels(role) && (isChannels(each.name) || each.name == "channels");
            return each.values == values && (each.name == role || channels);
        });
        all.of.back() = static_cast<std::size_t>(known - all.list.begin());
        if (known == all.list.end())
            all.list.push_back({role, std::move(values)});
        else
            known->name = commonRole(known->name, role);
    }
    for (std::size_t i = 0; i < all.list.size(); ++i) {  // unique names
        const auto same = std::count_if(all.list.begin(), all.list.begin() + static_cast<std::ptrdiff_t>(i),
                                        [&](const Argument& each) { return each.name.starts_with(all.list[i].name); });
        if (same > 0)
            all.list[i].name += std::to_string(same + 1);
    }
    return all;
}

std::string PythonClass::definition() const {
    const Arguments all = arguments();
    const PythonCode& code = instances_.front();
    std::string text = "class " + name_ + "(nn.Module):\n    \"\"\"" + title_ + ".\"\"\"\n\n    def __init__(self";
    for (const auto& each : all.list)
        text += ", " + each.name;
    text += "):\n        super().__init__()\n" + code.texts_.front();
    for (std::size_t i = 0; i < code.numbers_.size(); ++i) {
        const PythonNumber& number = code.numbers_[i];
        const std::string value = all.of[i] ? all.list[*all.of[i]].name : std::to_string(number.value);
        if (number.keyword.empty())
            text += value;
        else if (all.of[i] || number.value != number.omitted)
            text += ", " + number.keyword + "=" + value;
        text += code.texts_[i + 1];
    }
    return text + "\n    def forward(self, x):\n" + forward_;
}

std::vector<std::string> PythonClass::calls() const {
    std::vector<std::string> all;
    const Arguments arguments = this->arguments();
    for (std::size_t i = 0; i < instances_.size(); ++i) {
        std::string text;
        for (const auto& each : arguments.list)
            text += (text.empty() ? "" : ", ") + each.name + "=" + std::to_string(each.values[i]);
        all.push_back(name_ + "(" + text + ")");
    }
    return all;
}

}  // namespace isonet::interop
