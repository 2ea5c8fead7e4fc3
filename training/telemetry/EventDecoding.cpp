#include "training/telemetry/EventDecoding.h"

#include <algorithm>
#include <optional>

#include "training/telemetry/EventFields.h"
#include "training/telemetry/EventValues.h"

namespace isonet::telemetry {
namespace {

using protozero::pbf_reader;

std::string readPlugin(pbf_reader metadata) {
    std::string plugin;
    bool scalarClass = false;
    while (metadata.next()) {
        if (metadata.tag() == fields::metadata::pluginData) {
            pbf_reader data = metadata.get_message();
            while (data.next()) {
                if (data.tag() == fields::metadata::pluginName)
                    plugin = data.get_string();
                else
                    data.skip();
            }
        } else if (metadata.tag() == fields::metadata::dataClass) {
            scalarClass = metadata.get_enum() == fields::metadata::scalarClass;
        } else {
            metadata.skip();
        }
    }
    // Data class "scalar" marks scalars of any plugin.
    return scalarClass ? "scalars" : plugin;
}

class ValueReader {
public:
    void read(pbf_reader message, std::map<std::string, std::string>& plugins, std::vector<Record>& records) {
        namespace f = fields::value;
        std::optional<float> simple;
        std::optional<pbf_reader> histogram, tensor, metadata;
        Record record;
        while (message.next()) {
            switch (message.tag()) {
                case f::tag:
                    record.tag = message.get_string();
                    break;
                case f::simpleValue:
                    simple = message.get_float();
                    break;
                case f::histogram:
                    histogram = message.get_message();
                    break;
                case f::tensor:
                    tensor = message.get_message();
                    break;
                case f::metadata:
                    metadata = message.get_message();
                    break;
                default:
                    message.skip();
            }
        }
        if (metadata)
            plugins.try_emplace(record.tag, readPlugin(*metadata));
        if (simple)
            record.value = Scalar{*simple};
        else if (histogram)
            record.value = readHistogram(*histogram);
        else if (!tensor || !readTensorValue(*tensor, record, plugins))
            return;
        records.push_back(std::move(record));
    }

private:
    static bool readTensorValue(pbf_reader message, Record& record, const std::map<std::string, std::string>& plugins) {
        const auto found = plugins.find(record.tag);
        const std::string plugin = found == plugins.end() ? "" : found->second;
        if (plugin != "scalars" && plugin != "histograms")
            return false;
        Tensor tensor = readTensor(message);
        if (plugin == "scalars") {
            const bool single = std::all_of(tensor.shape.begin(), tensor.shape.end(), [](auto n) { return n == 1; });
            if (!single || tensor.values.size() != 1)
                return false;
            record.value = Scalar{tensor.values.front()};
            return true;
        }
        auto histogram = histogramOfRows(std::move(tensor));
        if (histogram)
            record.value = std::move(*histogram);
        return histogram.has_value();
    }
};

bool isStart(pbf_reader log) {
    std::int32_t status = 0;
    while (log.next()) {
        if (log.tag() == fields::session::status)
            status = log.get_enum();
        else
            log.skip();
    }
    return status == fields::session::start;
}

}  // namespace

DecodedEvent decodeEvent(std::string_view bytes, std::map<std::string, std::string>& plugins) {
    namespace f = fields::event;
    DecodedEvent decoded;
    double wallTime = 0;
    std::int64_t step = 0;
    bool restart = false;
    pbf_reader event(bytes.data(), bytes.size());
    while (event.next()) {
        switch (event.tag()) {
            case f::wallTime:
                wallTime = event.get_double();
                break;
            case f::step:
                step = event.get_int64();
                break;
            case f::summary: {
                pbf_reader summary = event.get_message();
                while (summary.next()) {
                    if (summary.tag() == fields::summary::value)
                        ValueReader().read(summary.get_message(), plugins, decoded.records);
                    else
                        summary.skip();
                }
                break;
            }
            case f::sessionLog:
                restart = isStart(event.get_message());
                break;
            default:
                event.skip();
        }
    }
    for (Record& record : decoded.records) {
        record.wallTime = wallTime;
        record.step = step;
    }
    if (restart)
        decoded.restartStep = step;
    return decoded;
}

}  // namespace isonet::telemetry
