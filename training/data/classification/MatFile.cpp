#include "training/data/classification/MatFile.h"

#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <system_error>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/data/classification/MatStream.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t headerBytes = 128;
constexpr std::int64_t mostValues = std::int64_t{1} << 31;

std::size_t widthOf(std::uint32_t type) {
    switch (type) {
        case mat::Int8:
        case mat::UInt8:
            return 1;
        case mat::Int16:
        case mat::UInt16:
            return 2;
        case mat::Int32:
        case mat::UInt32:
        case mat::Single:
            return 4;
        case mat::Double:
        case mat::Int64:
        case mat::UInt64:
            return 8;
        default:
            return 0;
    }
}

template <typename T>
double valueAt(const std::vector<std::uint8_t>& bytes, std::size_t index) {
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    return static_cast<double>(value);  // labels are far below 2^53
}

double valueOf(const std::vector<std::uint8_t>& bytes, std::uint32_t type, std::size_t index) {
    switch (type) {
        case mat::Int8:
            return valueAt<std::int8_t>(bytes, index);
        case mat::UInt8:
            return valueAt<std::uint8_t>(bytes, index);
        case mat::Int16:
            return valueAt<std::int16_t>(bytes, index);
        case mat::UInt16:
            return valueAt<std::uint16_t>(bytes, index);
        case mat::Int32:
            return valueAt<std::int32_t>(bytes, index);
        case mat::UInt32:
            return valueAt<std::uint32_t>(bytes, index);
        case mat::Single:
            return valueAt<float>(bytes, index);
        case mat::Double:
            return valueAt<double>(bytes, index);
        case mat::Int64:
            return valueAt<std::int64_t>(bytes, index);
        default:
            return valueAt<std::uint64_t>(bytes, index);
    }
}

// True if the matrix is a real array of numbers; then its name and shape are read.
bool readHeader(MatStream& stream, MatFile::Array& array) {
    const auto flags = stream.words(stream.tag());
    constexpr std::uint32_t complex = 0x800, firstNumeric = 6, lastNumeric = 15;
    if (flags.empty() || flags[0] & complex)
        return false;
    if (const std::uint32_t kind = flags[0] & 0xff; kind < firstNumeric || kind > lastNumeric)
        return false;
    for (const std::uint32_t extent : stream.words(stream.tag()))
        array.shape.push_back(extent);
    const MatTag tag = stream.tag();
    if (tag.size > 4096)
        return false;
    const auto name = stream.data(tag);
    array.name.assign(name.begin(), name.end());
    return true;
}

}  // namespace

std::int64_t MatFile::Array::count() const {
    std::int64_t count = 1;
    for (const std::int64_t extent : shape)
        if (__builtin_mul_overflow(count, extent, &count) || count > mostValues)
            return mostValues + 1;
    return count;
}

MatFile::MatFile(fs::path file, std::string remedy) : file_(std::move(file)), remedy_(std::move(remedy)) {
    std::error_code error;
    if (const std::string why = base::whyNotFound(file_); !why.empty())
        fail(why);
    if (!fs::is_regular_file(file_, error))
        fail("is not a file");
    std::ifstream stream(file_, std::ios::binary);
    std::array<char, headerBytes> header{};
    if (!stream)
        fail("cannot be read");
    stream.read(header.data(), header.size());
    const std::string start(header.data(), static_cast<std::size_t>(stream.gcount()));
    if (start.starts_with("MATLAB 7.3") || start.starts_with("\x89HDF"))
        fail("is a MATLAB 7.3 file (HDF5), which is not supported; save it with the option -v7");
    const std::string mark = start.size() == headerBytes ? start.substr(126) : std::string();
    if (mark != "IM" && mark != "MI")
        fail(start.size() < headerBytes ? "is truncated: it has less than the 128 bytes of a MATLAB 5 header"
                                        : "does not start with the header of a MATLAB 5 file");
    swapped_ = mark == "MI";
    const std::uint64_t size = fs::file_size(file_, error);
    for (std::uint64_t position = headerBytes; position < size;) {
        MatStream element(file_, position, swapped_, remedy_);
        Array array;
        array.position = position;
        if (element.type() != mat::Matrix && element.type() != mat::Compressed)
            fail("is corrupt: data of type " + std::to_string(element.type()) + " at byte " + std::to_string(position));
        if (readHeader(element, array))
            arrays_.push_back(std::move(array));
        position = element.end();
    }
}

const MatFile::Array& MatFile::array(const std::string& name) const {
    std::string others;
    for (const Array& array : arrays_) {
        if (array.name == name)
            return array;
        others += (others.empty() ? "" : ", ") + array.name;
    }
    fail("has no array " + name + (others.empty() ? " and no other array of numbers" : "; its arrays are " + others));
}

std::vector<std::uint8_t> MatFile::values(const Array& array, std::uint32_t& type) const {
    if (array.count() > mostValues)
        fail("has an array " + array.name + " with more than " + std::to_string(mostValues) + " values");
    MatStream stream(file_, array.position, swapped_, remedy_);
    Array again;
    if (!readHeader(stream, again))
        fail("has changed while it was read");
    const MatTag tag = stream.tag();
    type = tag.type;
    const std::size_t width = widthOf(type);
    if (width == 0 || tag.size != static_cast<std::uint64_t>(array.count()) * width)
        fail("is corrupt: its array " + array.name + " of " + std::to_string(array.count()) + " values has " +
             std::to_string(tag.size) + " bytes");
    auto values = stream.data(tag);
    stream.expectEnd();
    if (swapped_)
        swapBytes(values, width);
    return values;
}

std::vector<std::uint8_t> MatFile::bytes(const Array& array) const {
    std::uint32_t type = 0;
    auto result = values(array, type);
    if (type != mat::UInt8)
        fail("has an array " + array.name + " whose numbers are not unsigned bytes");
    return result;
}

std::vector<std::int64_t> MatFile::integers(const Array& array) const {
    std::uint32_t type = 0;
    const auto stored = values(array, type);
    std::vector<std::int64_t> result;
    for (std::size_t i = 0; i < static_cast<std::size_t>(array.count()); ++i) {
        const double value = valueOf(stored, type, i);
        if (!(std::abs(value) < 1e15) || value != std::floor(value))
            fail("has " + std::to_string(value) + " in its array " + array.name + "; expected whole numbers");
        result.push_back(static_cast<std::int64_t>(value));
    }
    return result;
}

void MatFile::fail(const std::string& what) const {
    throw DataError(file_.string() + " " + what + ". " + remedy_);
}

}  // namespace isonet::training
