#include "training/telemetry/EventEncoding.h"

#include "training/telemetry/EventFields.h"
#include "training/telemetry/Protozero.h"

namespace isonet::telemetry {
namespace {

void writeHistogram(protozero::pbf_writer message, const Histogram& histogram) {
    message.add_double(fields::histogram::min, histogram.min);
    message.add_double(fields::histogram::max, histogram.max);
    message.add_double(fields::histogram::count, histogram.count);
    message.add_double(fields::histogram::sum, histogram.sum);
    message.add_double(fields::histogram::sumSquares, histogram.sumSquares);
    message.add_packed_double(fields::histogram::limits, histogram.limits.begin(), histogram.limits.end());
    message.add_packed_double(fields::histogram::counts, histogram.counts.begin(), histogram.counts.end());
}

}  // namespace

std::string versionEvent(double wallTime) {
    std::string bytes;
    protozero::pbf_writer event(bytes);
    event.add_double(fields::event::wallTime, wallTime);
    event.add_string(fields::event::fileVersion, "brain.Event:2");
    return bytes;
}

std::string restartEvent(double wallTime, std::int64_t step) {
    std::string bytes;
    protozero::pbf_writer event(bytes);
    event.add_double(fields::event::wallTime, wallTime);
    event.add_int64(fields::event::step, step);
    protozero::pbf_writer log(event, fields::event::sessionLog);
    log.add_enum(fields::session::status, fields::session::start);
    return bytes;
}

std::string recordsEvent(std::span<const Record> records) {
    std::string bytes;
    protozero::pbf_writer event(bytes);
    event.add_double(fields::event::wallTime, records.front().wallTime);
    event.add_int64(fields::event::step, records.front().step);
    protozero::pbf_writer summary(event, fields::event::summary);
    for (const Record& record : records) {
        protozero::pbf_writer value(summary, fields::summary::value);
        value.add_string(fields::value::tag, record.tag);
        if (const auto* scalar = std::get_if<Scalar>(&record.value))
            value.add_float(fields::value::simpleValue, static_cast<float>(scalar->value));
        else
            writeHistogram(protozero::pbf_writer(value, fields::value::histogram), std::get<Histogram>(record.value));
    }
    return bytes;
}

}  // namespace isonet::telemetry
