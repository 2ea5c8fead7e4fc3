// Event protobufs to records, also those of other programs (PyTorch's SummaryWriter, TensorBoard's v2 tensors).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "training/telemetry/Record.h"

namespace isonet::telemetry {

struct DecodedEvent {
    std::vector<Record> records;
    std::optional<std::int64_t> restartStep;  // of a SessionLog START
};

// `plugins` maps tags to the plugin named in their metadata, which may be present only on the first value of a tag; it
// is read and extended. Values of other kinds (images, text) are skipped. Throws protozero::exception or
// std::runtime_error if the bytes are not an Event.
DecodedEvent decodeEvent(std::string_view bytes, std::map<std::string, std::string>& plugins);

}  // namespace isonet::telemetry
