// The command line as the verbs see it. CLI11 reads it, and only CommandLine.cpp includes CLI11: its templates cost
// each file that does eight seconds of compiling.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

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
    Option& oneOf(const std::vector<std::string>& words);
    template <typename T>
    Option& within(T least, T most);  // int, double
    Option& separatedBy(char delimiter);
    Option& oneEach();  // repeatable: each mention takes one value, what follows is not its second
    Option& valueOptional(const std::string& shown);  // in the help, for what it is without one

private:
    CLI::Option* option_;
};

// A verb, or the program itself. A handle: copies mean the same verb.
class Verb {
public:
    Verb(CLI::App& app, Action& action) : app_(&app), action_(&action) {}
    Verb verb(const std::string& name, const std::string& help);
    void wantVerbs(int least, int most);
    // `value` is written while the arguments are read. T: string, int, int64_t, double, optional ones, vectors of
    // strings and of ints (CommandLine.cpp has the list).
    template <typename T>
    Option option(const std::string& name, T& value, const std::string& help);
    void flag(const std::string& name, bool& value, const std::string& help);
    void footer(const std::string& text);
    std::string footer() const;
    bool given() const;  // once the arguments are read
    bool given(const std::string& option) const;
    void runs(const Action& action);  // what the verb does; its result is the exit code

private:
    CLI::App* app_;
    Action* action_;
};

class CommandLine {
public:
    CommandLine(const std::string& name, const std::string& version, const std::string& help);
    ~CommandLine();
    Verb program() { return {*app_, action_}; }
    // Reads the arguments and runs the verb they name; help and faults are printed. The exit code.
    int run(int argc, char** argv);

private:
    std::unique_ptr<CLI::App> app_;
    Action action_;
};

}  // namespace isonet::cli
