#include "model/interop/SafetensorsHeader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "model/interop/ScalarTypes.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

// Receives the parser's events one by one and rejects everything the format does not allow. Nothing nests deeper than
// three levels, so malicious nesting fails at once.
class HeaderEvents : public nlohmann::json_sax<nlohmann::json> {
public:
    HeaderEvents(SafetensorsHeader& header, const std::string& source) : header_(header), source_(source) {}

    bool start_object(std::size_t) override {
        if (place_ == Place::Start)
            place_ = Place::Top;
        else if (place_ == Place::TopValue && key_ == safetensorsMetadataKey)
            place_ = Place::Metadata;
        else if (place_ == Place::TopValue)
            startEntry();
        else
            unexpected("an object");
        return true;
    }

    bool key(string_t& name) override {
        if (place_ == Place::Top) {
            key_ = name;
            if (!names_.insert(name).second)
                fail("two entries are named " + quote(name));
            place_ = Place::TopValue;
        } else if (place_ == Place::Metadata) {
            metadataKey_ = name;
            if (header_.metadata.contains(name))
                fail("two metadata entries are named " + quote(name));
            place_ = Place::MetadataValue;
        } else if (place_ == Place::Entry) {
            startField(name);
        }
        return true;
    }

    bool string(string_t& value) override {
        if (place_ == Place::MetadataValue) {
            header_.metadata[metadataKey_] = value;
            place_ = Place::Metadata;
        } else if (place_ == Place::Type) {
            const auto type = typeOfSafetensors(value);
            if (!type)
                fail("tensor " + quote(key_) + " has the element type " + quote(value) +
                     "; supported: BOOL, U8 to U64, I8 to I64, F16, BF16, F32 and F64");
            entry().type = *type;
            place_ = Place::Entry;
        } else {
            unexpected("the string " + quote(value));
        }
        return true;
    }

    bool start_array(std::size_t) override {
        if (place_ == Place::Shape)
            place_ = Place::ShapeItems;
        else if (place_ == Place::Offsets)
            place_ = Place::OffsetItems;
        else
            unexpected("an array");
        return true;
    }

    bool number_unsigned(number_unsigned_t value) override {
        if (place_ == Place::ShapeItems) {
            constexpr std::size_t maxDimensions = 64;
            if (value > INT64_MAX || entry().shape.size() == maxDimensions)
                fail("tensor " + quote(key_) + " has a shape beyond 64 bits or 64 dimensions");
            entry().shape.push_back(static_cast<std::int64_t>(value));
        } else if (place_ == Place::OffsetItems && offsets_ < 2) {
            (offsets_++ == 0 ? entry().begin : entry().end) = value;
        } else {
            unexpected("the number " + std::to_string(value));
        }
        return true;
    }

    bool end_array() override {
        if (place_ == Place::OffsetItems && offsets_ != 2)
            fail("tensor " + quote(key_) + " has " + std::to_string(offsets_) + " data offsets instead of 2");
        place_ = Place::Entry;
        return true;
    }

    bool end_object() override {
        if (place_ == Place::Entry && (!hasType_ || !hasShape_ || !hasOffsets_))
            fail("tensor " + quote(key_) + " lacks dtype, shape or data_offsets");
        place_ = place_ == Place::Top ? Place::End : Place::Top;
        return true;
    }

    bool null() override { unexpected("null"); }
    bool boolean(bool value) override { unexpected(value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override { unexpected("the number " + std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) override { unexpected("the number " + quote(text)); }
    bool binary(binary_t&) override { unexpected("binary data"); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
        fail("the header is not valid JSON (byte " + std::to_string(position) + ")");
    }

private:
    enum class Place {
        Start,
        Top,
        TopValue,
        Metadata,
        MetadataValue,
        Entry,
        Type,
        Shape,
        ShapeItems,
        Offsets,
        OffsetItems,
        End
    };

    [[noreturn]] void fail(const std::string& what) const { throw FormatError(source_ + ": " + what); }
    [[noreturn]] void unexpected(const std::string& what) const {
        fail("the header contains " + what + ", which the format does not allow here" +
             (key_.empty() ? "" : " (entry " + quote(key_) + ")"));
    }
    SafetensorsEntry& entry() { return header_.entries.back(); }

    void startEntry() {
        header_.entries.emplace_back().name = key_;
        hasType_ = hasShape_ = hasOffsets_ = false;
        offsets_ = 0;
        place_ = Place::Entry;
    }

    void startField(const std::string& name) {
        bool* seen = name == "dtype"          ? &hasType_
                     : name == "shape"        ? &hasShape_
                     : name == "data_offsets" ? &hasOffsets_
                                              : nullptr;
        if (!seen || *seen)
            fail("tensor " + quote(key_) + " has the " + (seen ? "repeated" : "unknown") + " key " + quote(name));
        *seen = true;
        place_ = seen == &hasType_ ? Place::Type : seen == &hasShape_ ? Place::Shape : Place::Offsets;
    }

    SafetensorsHeader& header_;
    const std::string& source_;
    Place place_ = Place::Start;
    std::string key_, metadataKey_;
    std::unordered_set<std::string> names_;
    bool hasType_ = false, hasShape_ = false, hasOffsets_ = false;
    int offsets_ = 0;
};

void checkSizes(const SafetensorsEntry& entry, const std::string& source) {
    std::uint64_t bytes = c10::elementSize(entry.type);
    bool overflow = false;
    for (const auto size : entry.shape)
        overflow |= __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes);
    // A zero among huge sizes hides an overflow of the product, but torch still overflows.
    std::uint64_t elements = 1;
    for (const auto size : entry.shape)
        overflow |= size > 0 && __builtin_mul_overflow(elements, static_cast<std::uint64_t>(size), &elements);
    if (overflow || elements > INT64_MAX)
        throw FormatError(source + ": the shape of tensor " + quote(entry.name) + " overflows");
    if (entry.end < entry.begin || entry.bytes() != bytes)
        throw FormatError(source + ": tensor " + quote(entry.name) + " has the data offsets [" +
                          std::to_string(entry.begin) + ", " + std::to_string(entry.end) + "), but its shape takes " +
                          std::to_string(bytes) + " bytes");
}

}  // namespace

SafetensorsHeader parseSafetensorsHeader(const std::string& json, std::uint64_t bufferBytes,
                                         const std::string& source) {
    if (json.empty() || json.front() != '{')
        throw FormatError(source + ": not a safetensors file: the header does not start with '{'");
    SafetensorsHeader header;
    HeaderEvents events(header, source);
    nlohmann::json::sax_parse(json, &events);

    std::vector<const SafetensorsEntry*> byPlace;
    for (const SafetensorsEntry& entry : header.entries) {
        checkSizes(entry, source);
        byPlace.push_back(&entry);
    }
    std::sort(byPlace.begin(), byPlace.end(),
              [](const auto* a, const auto* b) { return std::pair(a->begin, a->end) < std::pair(b->begin, b->end); });
    std::uint64_t covered = 0;
    for (const SafetensorsEntry* entry : byPlace) {
        if (entry->begin != covered)
            throw FormatError(source + ": tensor " + quote(entry->name) + " starts at byte " +
                              std::to_string(entry->begin) + ", but the preceding tensors end at " +
                              std::to_string(covered) + (entry->begin < covered ? ": they overlap" : ": a hole"));
        covered = entry->end;
    }
    if (covered != bufferBytes)
        throw FormatError(source + ": the tensors take " + std::to_string(covered) + " bytes, but " +
                          std::to_string(bufferBytes) + " follow the header");
    return header;
}

std::string writeSafetensorsHeader(const SafetensorsHeader& header) {
    const auto text = [](const std::string& value) { return nlohmann::json(value).dump(); };
    std::string json = "{";
    const auto separate = [&json] {
        if (json.size() > 1 && json.back() != '{')
            json += ',';
    };
    if (!header.metadata.empty()) {
        json += text(safetensorsMetadataKey) + ":{";
        for (const auto& [key, value] : header.metadata) {
            separate();
            json += text(key) + ":" + text(value);
        }
        json += '}';
    }
    for (const SafetensorsEntry& entry : header.entries) {
        separate();
        json += text(entry.name) + ":{\"dtype\":\"" + std::string(*safetensorsOfType(entry.type)) + "\",\"shape\":[";
        for (std::size_t i = 0; i < entry.shape.size(); ++i)
            json += (i > 0 ? "," : "") + std::to_string(entry.shape[i]);
        json += "],\"data_offsets\":[" + std::to_string(entry.begin) + "," + std::to_string(entry.end) + "]}";
    }
    return json + "}";
}

}  // namespace isonet::interop
