#include "app/cli/ManPage.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace isonet::cli {
namespace {

// Text as roff: hyphens as in commands, no escapes or requests by accident.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\')
            result += "\\e";
        else if (c == '-')
            result += "\\-";
        else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n'))
            result += std::string("\\&") + c;
        else
            result += c;
    }
    return result;
}

std::string literal(const std::string& text) {
    std::istringstream lines(text);
    std::string result = ".nf\n", line;
    bool started = false;
    while (std::getline(lines, line)) {
        if (line.empty() && !started)
            continue;
        started = true;
        result += line.empty() ? ".sp\n" : escaped(line) + "\n";
    }
    return result + ".fi\n";
}

std::string bold(const std::string& text) {
    return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(const std::string& text) {
    return "\\fI" + escaped(text) + "\\fR";
}

std::string synopsis(const std::string& name, const CommandText& command) {
    std::string line = bold(name);
    for (const auto& option : command.options)
        if (!option.positional && option.required)
            line += " " + bold(option.names.back()) + " " + italic(option.value);
    line += " [" + italic("OPTIONS") + "]";
    for (const auto& option : command.options) {
        if (!option.positional)
            continue;
        const std::string shown = italic(option.names.front()) + (option.repeatable ? " ..." : "");
        line += option.required ? " " + shown : " [" + shown + "]";
    }
    if (!command.commands.empty())
        line += " [" + italic("COMMAND") + "]";
    return line;
}

std::string optionEntry(const OptionText& option) {
    std::string tag;
    for (const auto& name : option.names)
        tag += (tag.empty() ? "" : ", ") + (option.positional ? italic(name) : bold(name));
    if (!option.choices.empty()) {
        std::string choices;
        for (const auto& choice : option.choices)
            choices += (choices.empty() ? "" : "|") + choice;
        tag += " " + italic(choices);
    } else if (!option.value.empty() && !option.positional) {
        tag += " " + italic(option.value);
    }
    if (option.repeatable)
        tag += " ...";
    std::string help = option.help;
    if (!option.accepted.empty())
        help += " [" + option.accepted + "]";
    return ".TP\n" + tag + "\n" + escaped(help) + "\n";
}

// Without --help, which every command has.
std::string optionEntries(const CommandText& command) {
    std::string text;
    for (const bool positional : {true, false})
        for (const auto& option : command.options)
            if (option.positional == positional && option.names.back() != "--help")
                text += optionEntry(option);
    return text;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

}  // namespace

std::string manPage(const CommandText& program, const std::string& version) {
    std::string text = ".TH " + upper(program.name) + " 1 \"\" \"" + escaped(version) + "\" \"User Commands\"\n";
    std::string title = program.help;
    if (title.ends_with('.'))
        title.pop_back();
    text += ".SH NAME\n" + program.name + " \\- " + escaped(title) + "\n";
    text += ".SH SYNOPSIS\n" + synopsis(program.name, program) + "\n";
    text += ".SH OPTIONS\n.TP\n" + bold("-h") + ", " + bold("--help") + "\nOf every command: print its options\n" +
            optionEntries(program);
    text += ".SH COMMANDS\n";
    for (const auto& [path, command] : places(program)) {
        if (path.empty())
            continue;
        text += ".SS " + escaped(program.name + path) + "\n" + synopsis(program.name + path, *command) + "\n.PP\n" +
                escaped(command->help) + ".\n" + optionEntries(*command);
        if (!command->footer.empty())
            text += ".PP\n" + literal(command->footer);
    }
    return text + ".SH NOTES\n" + literal(program.footer);
}

}  // namespace isonet::cli
