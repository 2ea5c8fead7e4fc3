#include "app/workbench/jobs/SourceReader.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/Queue.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {

using Kind = Source::Kind;

std::string startOf(const QString& path) {
    std::ifstream file(widgets::pathBytes(path), std::ios::binary);
    std::string start(1 << 16, '\0');
    file.read(start.data(), std::streamsize(start.size()));
    start.resize(std::size_t(file.gcount()));
    return start;
}

// It has a key that sweeps have and single configurations do not.
bool isSweepFile(const std::string& start) {
    static const QRegularExpression keys(QStringLiteral("^(experiment|base|rows|vary)\\s*:"),
                                         QRegularExpression::MultilineOption);
    return keys.match(QString::fromStdString(start)).hasMatch();
}

// By name, or whatever its name (model.pth.tar, none) by its first bytes: a zip archive, a pickle, or the length of a
// safetensors header and its brace.
bool isWeightsFile(const QString& name, const std::string& start) {
    if (start.starts_with("PK\x03\x04") || start.starts_with("\x80\x02") ||
        (start.size() > 9 && start[8] == '{' && start.compare(5, 3, std::string(3, '\0')) == 0))
        return true;
    const QString lower = name.toLower();
    return std::ranges::any_of(std::array{".pt", ".pth", ".bin", ".ckpt", ".safetensors", ".index.json"},
                               [&](const char* end) { return lower.endsWith(QLatin1String(end)); });
}

Source named(Kind kind, const QString& source) {
    const QFileInfo info(source);
    return {kind, info.absoluteFilePath(), info.fileName(), {}, {}, false};
}

}  // namespace

Source readConfiguration(const QString& file) {
    Source found = named(Kind::Configuration, file);
    try {
        found.config = config::loadRunConfig(widgets::pathBytes(found.path));
    } catch (const config::ConfigError& e) {
        found.problem = QString::fromUtf8(e.what());
        found.invalid = true;
    } catch (const std::exception& e) {
        found.problem = QString::fromUtf8(e.what());
    }
    return found;
}

Source readSource(const QString& source) {
    const std::filesystem::path path = widgets::pathBytes(source);
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return named(telemetry::isRun(path)  ? Kind::Run
                     : sweeps::isQueue(path) ? Kind::Queue
                                             : Kind::OtherFolder,
                     source);
    if (std::filesystem::is_regular_file(path, error)) {
        const std::string start = startOf(source);
        if (isWeightsFile(QFileInfo(source).fileName(), start))
            return named(Kind::Weights, source);
        if (isSweepFile(start))
            return named(Kind::Sweep, source);
    }
    if (std::filesystem::exists(path, error) || error)
        return readConfiguration(source);
    if (const auto* preset = sweeps::findPreset(source.toStdString()))
        return {Kind::Preset, source, QString::fromStdString(preset->title), preset->config, {}, false};
    Source missing = named(Kind::Missing, source);
    missing.title = source;
    return missing;
}

}  // namespace isonet::workbench
