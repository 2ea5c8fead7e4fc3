#include "app/cli/Completion.h"

namespace isonet::cli {
namespace {

// In single quotes, for all three shells: fish also reads \\ and \' inside them.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? "'\\''" : std::string(1, c);
    return result + "'";
}

// Without the backslashes and colons that zsh's _describe and fish would interpret; the first line only.
std::string description(const std::string& help) {
    std::string text;
    for (const char c : help.substr(0, help.find('\n')))
        if (c != '\\')
            text += c;
    return text;
}

std::string spaced(const std::vector<std::string>& words, const std::string& separator = " ") {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : separator) + word;
    return text;
}

// The alternatives of a case statement: every path of a command.
std::string commandPatterns(const CommandText& program, const std::string& separator) {
    std::vector<std::string> patterns;
    for (const auto& [path, command] : places(program))
        if (!path.empty())
            patterns.push_back(quoted(path));
    return spaced(patterns, separator);
}

std::vector<std::string> positionalChoices(const CommandText& command) {
    std::vector<std::string> all;
    for (const auto& option : command.options)
        if (option.positional)
            all.insert(all.end(), option.choices.begin(), option.choices.end());
    return all;
}

std::string zshEntry(const std::string& name, const std::string& help) {
    return "\n                " + quoted(name + ":" + description(help));
}

}  // namespace

std::string bashCompletion(const CommandText& program) {
    const std::string function = "_" + program.name;
    std::string values, words;
    for (const auto& [path, command] : places(program)) {
        std::vector<std::string> options, commands = positionalChoices(*command);
        for (const auto& child : command->commands)
            commands.push_back(child.name);
        for (const auto& option : command->options) {
            if (option.positional)
                continue;
            options.insert(options.end(), option.names.begin(), option.names.end());
            if (option.value.empty())
                continue;
            std::vector<std::string> patterns;
            for (const auto& name : option.names)
                patterns.push_back(quoted(path + " " + name));
            values += "        " + spaced(patterns, " | ") + ")\n            COMPREPLY=($(compgen -W " +
                      quoted(spaced(option.choices)) + " -- \"$word\"))\n            return\n            ;;\n";
        }
        words += "        " + quoted(path) + ")\n            options=" + quoted(spaced(options)) +
                 "\n            words=" + quoted(spaced(commands)) + "\n            ;;\n";
    }
    return "# Completion of " + program.name + " for bash, made by `" + program.name +
           " completion bash`. Where it has no answer, bash completes file names.\n" + function +
           "() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} at='' options='' words='' "
           "i\n"
           "    COMPREPLY=()\n"
           "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "        case \"$at ${COMP_WORDS[i]}\" in\n"
           "            " +
           commandPatterns(program, " | ") +
           ") at+=\" ${COMP_WORDS[i]}\" ;;\n"
           "        esac\n"
           "    done\n"
           "    case \"$at $previous\" in\n" +
           values +
           "    esac\n"
           "    case \"$at\" in\n" +
           words +
           "    esac\n"
           "    if [[ $word == -* ]]; then\n"
           "        words=$options\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "}\n"
           "complete -o bashdefault -o default -F " +
           function + " " + program.name + "\n";
}

std::string zshCompletion(const CommandText& program) {
    std::string values, words;
    for (const auto& [path, command] : places(program)) {
        std::string options, commands;
        for (const auto& child : command->commands)
            commands += zshEntry(child.name, child.help);
        for (const auto& choice : positionalChoices(*command))
            commands += zshEntry(choice, "");
        for (const auto& option : command->options) {
            if (option.positional)
                continue;
            std::vector<std::string> patterns;
            for (const auto& name : option.names) {
                options += zshEntry(name, option.help);
                patterns.push_back(quoted(path + " " + name));
            }
            if (!option.value.empty())
                values += "        (" + spaced(patterns, "|") + ") " +
                          (option.choices.empty() ? "_files" : "compadd -- " + spaced(option.choices)) +
                          "; return ;;\n";
        }
        words += "        (" + quoted(path) + ")\n            options=(" + options + ")\n            commands=(" +
                 commands + ")\n            ;;\n";
    }
    const std::string function = "_" + program.name;
    return "#compdef " + program.name + "\n# Completion of " + program.name + " for zsh, made by `" + program.name +
           " completion zsh`.\n" + function +
           "() {\n"
           "    local at='' i\n"
           "    local -a options commands\n"
           "    for ((i = 2; i < CURRENT; i++)); do\n"
           "        case \"$at ${words[i]}\" in\n"
           "            (" +
           commandPatterns(program, "|") +
           ") at+=\" ${words[i]}\" ;;\n"
           "        esac\n"
           "    done\n"
           "    case \"$at ${words[CURRENT-1]}\" in\n" +
           values +
           "    esac\n"
           "    case \"$at\" in\n" +
           words +
           "    esac\n"
           "    if [[ ${words[CURRENT]} == -* ]]; then\n"
           "        _describe -o option options\n"
           "    elif ((${#commands})); then\n"
           "        _describe command commands || _files\n"
           "    else\n"
           "        _files\n"
           "    fi\n"
           "}\n"
           "if [[ $funcstack[1] == " +
           function + " ]]; then\n    " + function + " \"$@\"\nelse\n    compdef " + function + " " + program.name +
           "\nfi\n";
}

std::string fishCompletion(const CommandText& program) {
    const std::string function = "__" + program.name + "_at";
    std::string lines;
    for (const auto& [path, command] : places(program)) {
        const std::string start = "complete -c " + program.name + " -n " + quoted(function + " \"" + path + "\"");
        for (const auto& child : command->commands)
            lines += start + " -f -a " + child.name + " -d " + quoted(description(child.help)) + "\n";
        for (const auto& choice : positionalChoices(*command))
            lines += start + " -f -a " + choice + "\n";
        for (const auto& option : command->options) {
            if (option.positional)
                continue;
            std::string line = start;
            for (const auto& name : option.names)
                line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            if (!option.choices.empty())
                line += " -x -a " + quoted(spaced(option.choices));
            else if (!option.value.empty())
                line += " -r";
            lines += line + " -d " + quoted(description(option.help)) + "\n";
        }
    }
    return "# Completion of " + program.name + " for fish, made by `" + program.name + " completion fish`.\nfunction " +
           function +
           "\n"
           "    set -l at \"\"\n"
           "    for word in (commandline -opc)[2..-1]\n"
           "        switch \"$at $word\"\n"
           "            case " +
           commandPatterns(program, " ") +
           "\n"
           "                set at \"$at $word\"\n"
           "        end\n"
           "    end\n"
           "    test \"$at\" = \"$argv[1]\"\n"
           "end\n" +
           lines;
}

}  // namespace isonet::cli
