#include "training/launch/ExitRecord.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/base/AtomicFile.h"
#include "model/base/JsonText.h"
#include "model/base/RegularFile.h"
#include "model/base/ShownText.h"
#include "training/telemetry/RunFiles.h"

namespace isonet::launch {
namespace {

constexpr std::size_t kLargestExit = 64u << 10;  // bytes
constexpr std::uint64_t kTail = 2000;            // bytes
constexpr int kTailLines = 4;

}  // namespace

void writeExit(const std::filesystem::path& run, const ExitRecord& record) {
    const nlohmann::ordered_json json{{"exit_code", record.code}, {"message", record.message}};
    try {
        base::replaceFile(run / telemetry::kExitFile, base::jsonText(json) + "\n");
    } catch (const std::system_error&) {  // a full disk: status.json says how the run ended
    }
}

std::optional<ExitRecord> readExit(const std::filesystem::path& run) {
    try {
        const auto json = nlohmann::ordered_json::parse(base::readFile(run / telemetry::kExitFile, kLargestExit));
        return ExitRecord{json.at("exit_code").get<int>(), json.at("message").get<std::string>()};
    } catch (const std::exception&) {  // none yet
        return std::nullopt;
    }
}

std::string lastOutput(const std::filesystem::path& run) {
    try {
        const base::RegularFile file(run / telemetry::kOutputFile);
        const std::uint64_t from = file.size() > kTail ? file.size() - kTail : 0;
        std::string text(kTail, '\0');
        text.resize(file.read(from, text.data(), text.size()));
        while (!text.empty() && text.back() == '\n')
            text.pop_back();
        std::size_t start = text.size();
        for (int lines = 0; lines < kTailLines && start != 0 && start != std::string::npos; ++lines)
            start = text.rfind('\n', start - 1);
        return base::shownText(start == std::string::npos || start == 0 ? text : text.substr(start + 1));
    } catch (const std::system_error&) {
        return {};
    }
}

}  // namespace isonet::launch
