// The command line interface used by the commands. Only CommandLine.cpp includes CLI11, which costs each file eight
// seconds of compile time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/CommandText.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace isonet::cli {

using Action = std::function<int()>;

class Option {
public:
    explicit Option(CLI::Option* option) : option_(option) {}
    Option& required();
    Option& oneOf(const std::vector<std::string>& choices);
    template <typename T>
    Option& within(T least, T most);  // int, double
    Option& separatedBy(char delimiter);
    Option& oneEach();                                // repeatable; each occurrence takes exactly one value
    Option& valueOptional(const std::string& shown);  // `shown`: the default value in the help

private:
    CLI::Option* option_;
};

// A command, or the program itself. A handle: copies refer to the same command.
class Verb {
public:
    Verb(CLI::App& app, Action& action) : app_(&app), action_(&action) {}
    Verb verb(const std::string& name, const std::string& help);
    void requireVerbs(int least, int most);
    // `value` is set when the arguments are parsed. T: string, int, int64_t, double, std::optional of these, vectors of
    // strings or ints (see the list in CommandLine.cpp).
    template <typename T>
    Option option(const std::string& name, T& value, const std::string& help);
    void flag(const std::string& name, bool& value, const std::string& help);
    void footer(const std::string& text);
    std::string footer() const;
    bool given() const;  // once the arguments are parsed
    bool given(const std::string& option) const;
    CommandText text() const;         // everything declared so far
    void runs(const Action& action);  // the command's action; returns the exit code

private:
    CLI::App* app_;
    Action* action_;
};

class CommandLine {
public:
    CommandLine(const std::string& name, const std::string& version, const std::string& help);
    ~CommandLine();
    Verb program() { return {*app_, action_}; }
    // Parses the arguments and runs the requested command; prints help and errors. Returns the exit code.
    int run(int argc, char** argv);

private:
    std::unique_ptr<CLI::App> app_;
    Action action_;
};

}  // namespace isonet::cli
