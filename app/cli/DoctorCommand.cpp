// isonet doctor: facts about this computer and self-tests, for a new machine and for bug reports.
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Table.h"
#include "app/doctor/Doctor.h"
#include "model/base/JsonText.h"

namespace isonet::cli {

namespace {

struct DoctorOptions {
    std::string device = "auto";
    std::vector<std::string> only;
    bool quick = false, json = false, list = false;
};

const char* word(doctor::Verdict verdict) {
    switch (verdict) {
        case doctor::Verdict::Passed:
            return "passed";
        case doctor::Verdict::Failed:
            return "failed";
        case doctor::Verdict::Skipped:
            return "skipped";
    }
    return "";
}

void print(const std::vector<doctor::Fact>& facts) {
    std::size_t width = 0;
    for (const auto& fact : facts)
        width = std::max(width, fact.name.size());
    std::string section;
    for (const auto& fact : facts) {
        if (fact.section != section)
            std::cout << (section.empty() ? "" : "\n") << fact.section << '\n';
        section = fact.section;
        std::cout << "  " << fact.name << std::string(width + 2 - fact.name.size(), ' ') << fact.value << '\n';
    }
    std::cout << "\nself-tests\n" << std::flush;
}

void print(const doctor::Line& line) {
    std::cout << "  " << word(line.outcome.verdict)
              << std::string(9 - std::string(word(line.outcome.verdict)).size(), ' ') << line.title << ": "
              << line.outcome.text << " (" << fixed(line.seconds, 1) << " s)\n"
              << std::flush;
}

nlohmann::ordered_json toJson(const doctor::Report& report) {
    nlohmann::ordered_json json{{"device", report.device}, {"sound", report.sound()}, {"complete", report.complete}};
    auto& facts = json["facts"] = nlohmann::ordered_json::array();
    for (const auto& fact : report.facts)
        facts.push_back({{"section", fact.section}, {"name", fact.name}, {"value", fact.value}});
    auto& lines = json["checks"] = nlohmann::ordered_json::array();
    for (const auto& line : report.lines)
        lines.push_back({{"name", line.name},
                         {"title", line.title},
                         {"verdict", word(line.outcome.verdict)},
                         {"text", line.outcome.text},
                         {"seconds", line.seconds}});
    return json;
}

int listChecks() {
    Table table({"check", "quick", "what it tests"});
    for (const auto& check : doctor::checks())
        table.add({check.name, check.quick ? "yes" : "", check.title});
    table.print(std::cout);
    return Done;
}

int run(const DoctorOptions& options) {
    if (options.list)
        return listChecks();
    Interrupt interrupt;
    doctor::Examination examination;
    examination.device = options.device;
    examination.quick = options.quick;
    examination.only = options.only;
    examination.stop = interrupt.token();
    if (!options.json) {
        examination.onFacts = [](const auto& facts) { print(facts); };
        examination.onLine = [](const auto& line) { print(line); };
    }
    const auto report = doctor::examine(examination);
    if (options.json)
        std::cout << base::jsonText(toJson(report)) << '\n';
    if (!report.complete)
        return Interrupted;
    if (!options.json) {
        const auto failures = std::ranges::count_if(
            report.lines, [](const auto& line) { return line.outcome.verdict == doctor::Verdict::Failed; });
        std::cout << '\n'
                  << (failures == 0 ? "No failures on " : std::to_string(failures) + " failed on ") << report.device
                  << ".\n";
    }
    return report.sound() ? Done : Unexpected;
}

}  // namespace

void addDoctor(Verb app) {
    auto options = std::make_shared<DoctorOptions>();
    Verb verb = app.verb("doctor", "Check this computer: versions, devices and limits, then self-tests");
    verb.option("--device", options->device, "Device to test: auto, cpu, cuda or cuda:N");
    verb.flag("--quick", options->quick, "Run only the checks that take a few seconds");
    verb.option("--only", options->only, "Run only these checks: --only kernels,resume").separatedBy(',');
    verb.flag("--list", options->list, "List the checks without running them");
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.footer("Exit code 1 if a check failed. Send the output along with a bug report.");
    verb.runs([=] { return run(*options); });
}

}  // namespace isonet::cli
