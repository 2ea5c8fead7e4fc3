#include "app/doctor/Doctor.h"

#include <c10/util/Exception.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <system_error>

#include "model/kernels/CudaPlugin.h"

namespace isonet::doctor {
namespace {

// Removed with its contents at the end.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string path = (std::filesystem::temp_directory_path() / "isonet-doctor-XXXXXX").string();
        if (mkdtemp(path.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "cannot create " + path);
        path_ = path;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Outcome outcomeOf(const Check& check, const Subject& subject) {
    try {
        return check.run(subject);
    } catch (const c10::Error& e) {
        return failed(e.what_without_backtrace());
    } catch (const std::exception& e) {
        return failed(e.what());
    }
}

std::vector<Check> chosen(const Examination& examination) {
    std::vector<Check> found;
    for (const auto& check : checks())
        if (examination.only.empty() ? check.quick || !examination.quick
                                     : std::ranges::find(examination.only, check.name) != examination.only.end())
            found.push_back(check);
    for (const auto& name : examination.only)
        if (std::ranges::find(checks(), name, &Check::name) == checks().end()) {
            std::string accepted;
            for (const auto& check : checks())
                accepted += (accepted.empty() ? "" : ", ") + check.name;
            throw std::invalid_argument("unknown check '" + name + "'; accepted: " + accepted);
        }
    return found;
}

}  // namespace

bool Report::sound() const {
    return complete &&
           std::ranges::none_of(lines, [](const Line& line) { return line.outcome.verdict == Verdict::Failed; });
}

Report examine(const Examination& examination) {
    const auto selected = chosen(examination);
    Report report;
    report.device = model::resolveDevice(examination.device);
    report.facts = machineFacts();
    if (examination.onFacts)
        examination.onFacts(report.facts);
    const TemporaryFolder folder;
    for (const auto& check : selected) {
        if (examination.stop.stop_requested())
            break;
        if (examination.onStart)
            examination.onStart(check);
        const Subject subject{report.device, folder.path() / check.name, examination.stop};
        std::filesystem::create_directories(subject.folder);
        const auto begin = std::chrono::steady_clock::now();
        Line line{check.name, check.title, outcomeOf(check, subject)};
        line.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        std::error_code ignored;
        std::filesystem::remove_all(subject.folder, ignored);
        if (examination.stop.stop_requested())
            break;  // the check was cut short
        report.lines.push_back(line);
        if (examination.onLine)
            examination.onLine(line);
    }
    report.complete = report.lines.size() == selected.size();
    return report;
}

}  // namespace isonet::doctor
