// isonet completion: completion scripts for shells, which describe the commands that this program has.
#include <iostream>
#include <memory>

#include "app/cli/Commands.h"
#include "app/cli/Completion.h"
#include "app/cli/ExitCode.h"

namespace isonet::cli {

void addCompletion(Verb app) {
    Verb verb = app.verb("completion", "Print the completion script of a shell: bash, zsh or fish");
    auto shell = std::make_shared<std::string>();
    verb.option("SHELL", *shell, "The shell").required().oneOf({"bash", "zsh", "fish"});
    verb.footer(
        "For example:\n  isonet completion bash > ~/.local/share/bash-completion/completions/isonet\n"
        "  isonet completion zsh > ~/.zfunc/_isonet        (with ~/.zfunc in fpath)\n"
        "  isonet completion fish > ~/.config/fish/completions/isonet.fish\n\n" +
        verb.footer());
    verb.runs([=] {
        const CommandText program = app.text();
        std::cout << (*shell == "bash"  ? bashCompletion(program)
                      : *shell == "zsh" ? zshCompletion(program)
                                        : fishCompletion(program));
        return Done;
    });
}

}  // namespace isonet::cli
