#include "app/cli/CommandLine.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <optional>
#include <sstream>

#include "app/cli/ExitCode.h"
#include "model/kernels/CudaPlugin.h"

namespace isonet::cli {
namespace {

// CLI11 shows a list of accepted values as "TEXT:{a,b}" and bounds as "INT:INT in [1 - 9]".
OptionText textOf(const CLI::Option& option) {
    OptionText text;
    text.positional = option.get_positional();
    text.required = option.get_required();
    text.repeatable = option.get_items_expected_max() > 1;
    text.help = option.get_description();
    if (text.positional)
        text.names = {option.get_single_name()};
    else
        for (const auto& name : option.get_snames())
            text.names.push_back("-" + name);
    if (!text.positional)
        for (const auto& name : option.get_lnames())
            text.names.push_back("--" + name);
    if (option.get_items_expected_max() == 0)
        return text;
    const std::string type = option.get_type_name();
    const auto colon = type.find(':');
    text.value = type.substr(0, colon);
    std::string accepted = colon == std::string::npos ? "" : type.substr(colon + 1);
    if (accepted.starts_with('{')) {
        std::istringstream list(accepted.substr(1, accepted.find('}') - 1));
        for (std::string choice; std::getline(list, choice, ',');)
            text.choices.push_back(choice);
    } else if (const auto bracket = accepted.find('['); bracket != std::string::npos) {
        text.accepted = accepted.substr(bracket + 1, accepted.find(']') - bracket - 1);
    }
    return text;
}

CommandText textOf(const CLI::App& app, const std::string& inherited) {
    CommandText text{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
    for (const auto* option : app.get_options({}))
        text.options.push_back(textOf(*option));
    for (const auto* child : app.get_subcommands([](const CLI::App*) { return true; }))
        text.commands.push_back(textOf(*child, text.footer));
    if (!inherited.empty() && text.footer.ends_with(inherited))
        text.footer.resize(text.footer.size() - inherited.size());
    return text;
}

}  // namespace

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

CommandText Verb::text() const {
    return textOf(*app_, "");
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

namespace {
// Whether all output has reached stdout; prints an error if not.
bool answerIsWritten() {
    errno = 0;
    std::cout.flush();
    const bool flushed = std::fflush(stdout) == 0;
    if (std::cout && flushed && std::ferror(stdout) == 0)
        return true;
    // The stream that failed did not keep errno: write again to get the reason.
    if (errno == 0 && ::write(STDOUT_FILENO, "\n", 1) == 1)
        errno = 0;
    const std::string reason = errno != 0 ? std::string(": ") + std::strerror(errno) : std::string();
    std::cerr << "isonet: the answer could not be written to standard output" << reason << '\n';
    return false;
}
}  // namespace

int CommandLine::run(int argc, char** argv) {
    try {
        app_->parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app_->exit(e) == 0 ? Done : Usage;
    }
    // Must come first: a command that used torch before this would see no GPU.
    return guarded([this] {
        model::loadCuda();
        const int code = action_();
        return answerIsWritten() || code != Done ? code : static_cast<int>(Storage);
    });
}

}  // namespace isonet::cli
