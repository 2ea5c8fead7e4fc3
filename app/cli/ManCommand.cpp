// isonet man: the manual page.
#include <iostream>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/ManPage.h"

namespace isonet::cli {

void addMan(Verb app) {
    Verb verb = app.verb("man", "Print the manual page, for man -l - or a folder of manual pages");
    verb.runs([=] {
        std::cout << manPage(app.text(), "isonet " ISONET_VERSION);
        return Done;
    });
}

}  // namespace isonet::cli
