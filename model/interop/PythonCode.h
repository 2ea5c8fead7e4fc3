// Lines of Python with numbers that may differ between otherwise equal pieces, and classes shared by such pieces.
//
// A block's constructor is written once for every block with the same lines; numbers that are equal in all of them are
// literals, the others become arguments: "self.f.a = nn.Conv2d(channels, channels, 3, stride=stride, padding=1)".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::interop {

struct PythonNumber {
    std::string role;  // the argument's name, should it become one: "stride"
    std::int64_t value = 0;
    // For an optional keyword argument of a call, its name, and the value at which a literal is left out.
    std::string keyword = {};
    std::int64_t omitted = 0;
};

class PythonCode {
public:
    PythonCode& operator<<(std::string_view text);
    PythonCode& operator<<(PythonNumber number);
    bool empty() const { return numbers_.empty() && texts_.back().empty(); }

private:
    friend class PythonClass;
    std::vector<std::string> texts_{std::string()};  // before, between and after the numbers
    std::vector<PythonNumber> numbers_;
};

// A class with a constructor whose lines may have numbers, and a forward pass.
class PythonClass {
public:
    PythonClass(std::string name, std::string title, std::string forward);

    const std::string& name() const { return name_; }
    // Whether an instance with these lines can share the class.
    bool accepts(const std::string& title, const std::string& forward, const PythonCode& constructor) const;
    std::size_t add(PythonCode constructor);  // returns the instance's index

    // Both once all instances are added.
    std::string definition() const;
    std::vector<std::string> calls() const;  // by instance: "BasicBlock(channels=16, stride=2)"

private:
    struct Argument {
        std::string name;
        std::vector<std::int64_t> values;  // by instance
    };
    struct Arguments {
        std::vector<Argument> list;
        std::vector<std::optional<std::size_t>> of;  // by position among the numbers; nullopt: a literal
    };
    Arguments arguments() const;

    std::string name_, title_, forward_;
    std::vector<PythonCode> instances_;
};

}  // namespace isonet::interop
