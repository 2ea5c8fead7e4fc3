#include "TarFiles.h"

#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace isonet::test {
namespace {

void place(Bytes& header, std::size_t at, const std::string& value) {
    std::copy(value.begin(), value.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

std::string octal(std::uint64_t value, int digits) {
    char number[32];
    std::snprintf(number, sizeof number, "%0*llo", digits, static_cast<unsigned long long>(value));
    return number;
}

void append(Bytes& bytes, const std::string& name, const std::string& prefix, char type, const Bytes& data,
            TarFormat format, bool binarySize) {
    Bytes header(512, 0);
    place(header, 0, name);
    place(header, 100, "0000644");
    place(header, 124, octal(data.size(), 11));
    if (binarySize) {
        std::fill_n(header.begin() + 124, 12, std::uint8_t{0});
        header[124] = 0x80;
        for (std::size_t i = 0; i < 8; ++i)
            header[135 - i] = static_cast<std::uint8_t>(data.size() >> (8 * i));
    }
    place(header, 136, "14000000000");
    header[156] = static_cast<std::uint8_t>(type);
    place(header, 257, format == TarFormat::Gnu ? "ustar  " : "ustar");
    if (format == TarFormat::Gnu)
        place(header, 345, "14000000000");  // GNU tar may store the time of access at the place of the prefix
    else
        place(header, 263, "00");
    place(header, 345, prefix);
    place(header, 148, "        ");
    std::uint64_t sum = 0;
    for (const std::uint8_t byte : header)
        sum += byte;
    place(header, 148, octal(sum, 6) + std::string(1, '\0') + " ");
    bytes.insert(bytes.end(), header.begin(), header.end());
    bytes.insert(bytes.end(), data.begin(), data.end());
    bytes.resize((bytes.size() + 511) / 512 * 512, 0);
}

std::string paxRecord(const std::string& key, const std::string& value) {
    const std::size_t bare = key.size() + value.size() + 3;
    std::size_t length = bare + 1;
    while (std::to_string(length).size() + bare != length)
        ++length;
    return std::to_string(length) + " " + key + "=" + value + "\n";
}

// Little-endian numbers of a MATLAB file, with its elements padded to 8 bytes.
struct MatWriter {
    Bytes bytes;
    void number(std::uint32_t value) {
        for (int i = 0; i < 4; ++i)
            bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void element(std::uint32_t type, const Bytes& data) {
        number(type);
        number(static_cast<std::uint32_t>(data.size()));
        bytes.insert(bytes.end(), data.begin(), data.end());
        bytes.resize((bytes.size() + 7) / 8 * 8, 0);
    }
    void small(std::uint32_t type, const Bytes& data) {  // at most 4 bytes
        number(type | static_cast<std::uint32_t>(data.size()) << 16);
        bytes.insert(bytes.end(), data.begin(), data.end());
        bytes.resize((bytes.size() + 7) / 8 * 8, 0);
    }
    static MatWriter array(std::uint32_t kind, std::uint32_t rows, std::uint32_t columns) {
        MatWriter flags, dimensions, writer;
        flags.number(kind);
        flags.number(0);
        dimensions.number(rows);
        dimensions.number(columns);
        writer.element(6, flags.bytes);
        writer.element(5, dimensions.bytes);
        writer.element(1, {});
        return writer;
    }
};

}  // namespace

Bytes text(const std::string& content) {
    return {content.begin(), content.end()};
}

Bytes tarBytes(const std::vector<TarEntry>& entries, TarFormat format, const Bytes& end) {
    Bytes bytes;
    for (const TarEntry& entry : entries) {
        std::string name = entry.name, prefix;
        if (name.size() > 100) {
            if (format == TarFormat::Ustar) {
                const std::size_t slash = name.find('/', name.size() - 101);
                if (slash == std::string::npos || slash > 155)
                    throw std::runtime_error("name too long for ustar");
                prefix = name.substr(0, slash);
                name = name.substr(slash + 1);
            } else if (format == TarFormat::Gnu) {
                append(bytes, "././@LongLink", "", 'L', text(name + std::string(1, '\0')), format, false);
                name = name.substr(0, 100);
            } else {
                append(bytes, "PaxHeaders/x", "", 'x',
                       text(paxRecord("mtime", "1.5") + paxRecord("path", name) +
                            paxRecord("size", std::to_string(entry.data.size()))),
                       format, false);
                name = name.substr(0, 100);
            }
        }
        append(bytes, name, prefix, entry.type, entry.data, format, entry.binarySize);
    }
    bytes.insert(bytes.end(), end.begin(), end.end());
    return bytes;
}

void writeTar(const std::filesystem::path& file, const std::vector<TarEntry>& entries) {
    writeBytes(file, tarBytes(entries));
}

Bytes grayJpeg(int gray) {
    return encoded(40, 30, ".jpg", [gray](int, int) { return Color{gray, gray, gray}; });
}

TarEntries samples(int first, int count, int classes) {
    TarEntries entries;
    for (int i = first; i < first + count; ++i) {
        const std::string key = "00" + std::to_string(i);
        entries.push_back({key + ".jpg", grayJpeg(30 * (i % classes))});
        entries.push_back({key + ".cls", text(std::to_string(i % classes) + "\n")});
    }
    return entries;
}

TarEntries classFolders(const std::string& prefix, const std::vector<std::string>& classes, int images) {
    TarEntries entries;
    for (std::size_t label = 0; label < classes.size(); ++label)
        for (int i = 0; i < images; ++i)
            entries.push_back(
                {prefix + classes[label] + "/" + std::to_string(i) + ".jpg", grayJpeg(30 * static_cast<int>(label))});
    return entries;
}

TarEntries joined(TarEntries first, const TarEntries& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

Bytes imagenetMeta(const std::vector<std::string>& classes) {
    MatWriter synsets = MatWriter::array(2, static_cast<std::uint32_t>(classes.size()), 1);
    MatWriter length;
    length.number(16);
    synsets.small(5, length.bytes);
    Bytes names(32, 0);
    const std::string id = "ILSVRC2012_ID", wordnet = "WNID";
    std::copy(id.begin(), id.end(), names.begin());
    std::copy(wordnet.begin(), wordnet.end(), names.begin() + 16);
    synsets.element(1, names);
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const auto value = static_cast<double>(i + 1);
        Bytes number(8);
        std::memcpy(number.data(), &value, 8);
        MatWriter cell = MatWriter::array(6, 1, 1);
        cell.element(9, number);
        synsets.element(14, cell.bytes);
        Bytes wide;
        for (const char c : classes[i])
            wide.insert(wide.end(), {static_cast<std::uint8_t>(c), 0});
        cell = MatWriter::array(4, 1, static_cast<std::uint32_t>(classes[i].size()));
        cell.element(4, wide);
        synsets.element(14, cell.bytes);
    }
    MatWriter variable;
    variable.element(14, synsets.bytes);
    uLongf size = compressBound(variable.bytes.size());
    Bytes packed(size);
    compress(packed.data(), &size, variable.bytes.data(), variable.bytes.size());
    packed.resize(size);
    MatWriter file;
    file.bytes.resize(124, ' ');
    file.bytes.insert(file.bytes.end(), {0, 1, 'I', 'M'});
    file.number(15);
    file.number(static_cast<std::uint32_t>(packed.size()));
    file.bytes.insert(file.bytes.end(), packed.begin(), packed.end());
    return file.bytes;
}

}  // namespace isonet::test
