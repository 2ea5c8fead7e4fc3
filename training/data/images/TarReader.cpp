#include "training/data/images/TarReader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "model/base/DataError.h"

namespace isonet::training {
namespace {

constexpr std::uint64_t tarBlock = 512;
constexpr std::uint64_t largestExtension = std::uint64_t{1} << 20;
constexpr int mostZeroBlocks = 128;  // after an end mark, before another tar file: tar pads to 20 blocks

using TarHeader = std::array<std::uint8_t, tarBlock>;

std::string_view tarText(const TarHeader& header, std::size_t begin, std::size_t size) {
    const std::string_view field(reinterpret_cast<const char*>(header.data()) + begin, size);
    return field.substr(0, field.find('\0'));
}

// Octal digits, or GNU tar's big-endian binary number after a set bit; nothing if it is neither.
std::optional<std::uint64_t> tarNumber(const TarHeader& header, std::size_t begin, std::size_t size) {
    std::uint64_t value = 0;
    if (header[begin] & 0x80) {
        value = header[begin] & 0x7f;
        for (std::size_t i = begin + 1; i < begin + size; ++i) {
            if (value >> 54)
                return std::nullopt;
            value = value << 8 | header[i];
        }
        return value;
    }
    std::string_view text = tarText(header, begin, size);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
    if (text.empty())
        return 0;
    if (error != std::errc() || text.find_first_not_of(' ', static_cast<std::size_t>(end - text.data())) != text.npos)
        return std::nullopt;
    return value;
}

// The sum of the header's bytes, its own field counted as spaces; some old programs summed signed bytes.
bool hasChecksum(const TarHeader& header) {
    const auto wanted = tarNumber(header, 148, 8);
    std::int64_t plain = 0, withSigns = 0;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::uint8_t byte = i >= 148 && i < 156 ? ' ' : header[i];
        plain += byte;
        withSigns += static_cast<std::int8_t>(byte);
    }
    return wanted && (static_cast<std::int64_t>(*wanted) == plain || static_cast<std::int64_t>(*wanted) == withSigns);
}

std::string compressionOf(const TarHeader& header) {
    const auto starts = [&](std::initializer_list<int> bytes) {
        return std::equal(bytes.begin(), bytes.end(), header.begin());
    };
    return starts({0x1f, 0x8b})               ? "gzip"
           : starts({0x28, 0xb5, 0x2f, 0xfd}) ? "zstd"
           : starts({0xfd, '7', 'z', 'X'})    ? "xz"
           : starts({'B', 'Z', 'h'})          ? "bzip2"
                                              : "";
}

class TarWalk {
public:
    TarWalk(const InputFile& file, std::uint64_t begin, std::uint64_t size, const std::string& name)
        : file_(file), begin_(begin), end_(begin + size), name_(name), position_(begin) {}

    void run(const std::function<void(const TarMember&)>& found) {
        if (begin_ == end_)
            throw DataError(name_ + " is empty, not a tar file.");
        while (position_ < end_) {
            if (!next())
                return;
            step(found);
        }
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw DataError(name_ + " " + what + "."); }

    // Moves to the next header and reads it; false at the end of the tar file.
    bool next() {
        for (int zeros = 0; position_ < end_; ++zeros, position_ += tarBlock) {
            if (end_ - position_ < tarBlock && zeros > 0)
                return false;
            if (end_ - position_ < tarBlock)
                fail(position_ == begin_
                         ? "is not a tar file: it has " + std::to_string(end_ - begin_) + " bytes"
                         : "is truncated at byte " + std::to_string(position_ - begin_) + ", in the header of a file");
            file_.read(position_, header_);
            if (std::any_of(header_.begin(), header_.end(), [](std::uint8_t byte) { return byte != 0; })) {
                if (hasChecksum(header_))
                    return true;
                if (zeros > 0)
                    return false;  // not part of the tar file
                failHeader();
            }
            if (zeros == mostZeroBlocks)
                return false;
        }
        return false;
    }

    [[noreturn]] void failHeader() const {
        const std::string compression = compressionOf(header_);
        if (position_ != begin_)
            fail("is damaged: no file header at byte " + std::to_string(position_ - begin_));
        if (compression.empty())
            fail("is not a tar file");
        fail("is compressed with " + compression + ", so that images cannot be read in place; decompress it");
    }

    // The file, or the extension of the next one, whose header was read.
    void step(const std::function<void(const TarMember&)>& found) {
        const char type = static_cast<char>(header_[156]);
        const bool extension = type == 'x' || type == 'g' || type == 'L' || type == 'K';
        const auto field = tarNumber(header_, 124, 12);
        if (!field)
            fail("is damaged: the size of " + headerName() + " is not a number");
        const bool regular = type == '0' || type == '\0' || type == '7';
        const bool withoutData = type >= '1' && type <= '6';  // links, devices, folders, pipes
        std::uint64_t size = withoutData ? 0 : *field;
        if (!extension && !withoutData && extendedSize_)
            size = *extendedSize_;
        std::string name = !extension && extendedName_ ? *extendedName_ : headerName();
        const std::uint64_t data = position_ + tarBlock;
        if (size > end_ - data)
            fail("is truncated: " + name + " should have " + std::to_string(size) + " bytes, but only " +
                 std::to_string(end_ - data) + " follow");
        position_ = data + std::min((size + tarBlock - 1) / tarBlock * tarBlock, end_ - data);
        if (extension)
            return readExtension(type, data, size);
        if (type == 'S' || sparse_)
            fail("has the sparse file " + name + ", which cannot be read in place; pack it without --sparse");
        extendedName_.reset();
        extendedSize_.reset();
        name.erase(0, std::min(name.size(), leading(name)));
        if (regular && !name.empty() && name.back() != '/')
            found({std::move(name), data, size});
    }

    // Length of "./" and "/" before a name.
    static std::size_t leading(std::string_view name) {
        std::size_t at = 0;
        while (at < name.size() && (name[at] == '/' || name.substr(at).starts_with("./")))
            at += name[at] == '/' ? std::size_t{1} : std::size_t{2};
        return at;
    }

    std::string headerName() const {
        const std::string_view name = tarText(header_, 0, 100), prefix = tarText(header_, 345, 155);
        // GNU tar has other fields at the place of the prefix; its magic ends with spaces.
        const bool posix = tarText(header_, 257, 6) == "ustar";
        return posix && !prefix.empty() ? std::string(prefix) + '/' + std::string(name) : std::string(name);
    }

    void readExtension(char type, std::uint64_t offset, std::uint64_t size) {
        if (type == 'g' || type == 'K')
            return;  // values for all files, which have no names; targets of links
        if (size > largestExtension)
            fail("is damaged: a name or an attribute of " + std::to_string(size) + " bytes");
        std::string text(static_cast<std::size_t>(size), '\0');
        file_.read(offset, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
        if (type == 'L')
            extendedName_ = text.substr(0, text.find('\0'));
        else
            readPax(text);
    }

    // Records "LENGTH KEY=VALUE\n", whose length counts all of the record.
    void readPax(std::string_view text) {
        sparse_ = false;
        while (!text.empty() && text[0] != '\0') {
            std::size_t length = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
            const auto begin = static_cast<std::size_t>(end - text.data()) + 1;
            const std::size_t equals = text.find('=');
            if (error != std::errc() || length > text.size() || equals >= length || begin > equals ||
                text[begin - 1] != ' ' || text[length - 1] != '\n')
                fail("is damaged: an attribute before byte " + std::to_string(position_ - begin_) + " cannot be read");
            const std::string_view key = text.substr(begin, equals - begin);
            const std::string_view value = text.substr(equals + 1, length - equals - 2);
            if (key == "path")
                extendedName_ = value;
            else if (key == "size")
                extendedSize_ = paxSize(value);
            else if (key.starts_with("GNU.sparse."))
                sparse_ = true;
            text.remove_prefix(length);
        }
    }

    std::uint64_t paxSize(std::string_view value) const {
        std::uint64_t size = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
        if (error != std::errc() || end != value.data() + value.size())
            fail("is damaged: the size \"" + std::string(value) + "\" is not a number");
        return size;
    }

    const InputFile& file_;
    const std::uint64_t begin_, end_;
    const std::string& name_;
    std::uint64_t position_;
    TarHeader header_{};
    std::optional<std::string> extendedName_;  // of the next file
    std::optional<std::uint64_t> extendedSize_;
    bool sparse_ = false;
};

}  // namespace

void readTar(const InputFile& file, std::uint64_t begin, std::uint64_t size, const std::string& name,
             const std::function<void(const TarMember&)>& found) {
    TarWalk(file, begin, size, name).run(found);
}

}  // namespace isonet::training
