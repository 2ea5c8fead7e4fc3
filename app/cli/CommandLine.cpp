#include "app/cli/CommandLine.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>

#include "app/cli/ExitCode.h"

namespace isonet::cli {

Option& Option::required() {
    option_->required();
    return *this;
}

Option& Option::oneOf(const std::vector<std::string>& choices) {
    option_->check(CLI::IsMember(choices));
    return *this;
}

template <typename T>
Option& Option::within(T least, T most) {
    option_->check(CLI::Range(least, most));
    return *this;
}

template Option& Option::within(int, int);
template Option& Option::within(double, double);

Option& Option::separatedBy(char delimiter) {
    option_->delimiter(delimiter);
    return *this;
}

Option& Option::oneEach() {
    option_->allow_extra_args(false);
    return *this;
}

Option& Option::valueOptional(const std::string& shown) {
    option_->expected(0, 1)->default_str(shown);
    return *this;
}

Verb Verb::verb(const std::string& name, const std::string& help) {
    return {*app_->add_subcommand(name, help), *action_};
}

void Verb::requireVerbs(int least, int most) {
    app_->require_subcommand(static_cast<std::size_t>(least), static_cast<std::size_t>(most));
}

template <typename T>
Option Verb::option(const std::string& name, T& value, const std::string& help) {
    return Option(app_->add_option(name, value, help));
}

template Option Verb::option(const std::string&, std::string&, const std::string&);
template Option Verb::option(const std::string&, int&, const std::string&);
template Option Verb::option(const std::string&, std::int64_t&, const std::string&);
template Option Verb::option(const std::string&, double&, const std::string&);
template Option Verb::option(const std::string&, std::optional<std::string>&, const std::string&);
template Option Verb::option(const std::string&, std::optional<int>&, const std::string&);
template Option Verb::option(const std::string&, std::optional<std::int64_t>&, const std::string&);
template Option Verb::option(const std::string&, std::optional<double>&, const std::string&);
template Option Verb::option(const std::string&, std::vector<std::string>&, const std::string&);
template Option Verb::option(const std::string&, std::vector<int>&, const std::string&);

void Verb::flag(const std::string& name, bool& value, const std::string& help) {
    app_->add_flag(name, value, help);
}

void Verb::footer(const std::string& text) {
    app_->footer(text);
}

std::string Verb::footer() const {
    return app_->get_footer();
}

bool Verb::given() const {
    return app_->parsed();
}

bool Verb::given(const std::string& option) const {
    return app_->count(option) > 0;
}

void Verb::runs(const Action& action) {
    app_->callback([action, to = action_] { *to = action; });
}

CommandLine::CommandLine(const std::string& name, const std::string& version, const std::string& help)
    : app_(std::make_unique<CLI::App>(help, name)) {
    app_->set_version_flag("--version", version);
}

CommandLine::~CommandLine() = default;

int CommandLine::run(int argc, char** argv) {
    try {
        app_->parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app_->exit(e) == 0 ? Done : Usage;
    }
    return guarded(action_);
}

}  // namespace isonet::cli
