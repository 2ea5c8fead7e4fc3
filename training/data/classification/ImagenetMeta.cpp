#include "training/data/classification/ImagenetMeta.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "model/base/DataError.h"

namespace isonet::training {
namespace {

using MatBytes = std::span<const std::uint8_t>;

constexpr std::size_t matHeader = 128;
constexpr std::size_t largestMeta = std::size_t{64} << 20;
enum MatType : std::uint32_t {
    matInt8 = 1,
    matUint8,
    matInt16,
    matUint16,
    matInt32,
    matUint32,
    matSingle,
    matDouble = 9,
    matMatrix = 14,
    matCompressed = 15,
    matUtf8 = 16
};
constexpr std::uint32_t structClass = 2;

struct MatElement {
    std::uint32_t type = 0;
    MatBytes data;
};

class MetaReader {
public:
    explicit MetaReader(const std::string& name) : name_(name) {}

    std::map<int, std::string> read(MatBytes file) {
        if (file.size() < matHeader || file[126] != 'I' || file[127] != 'M')
            fail("is not a little-endian MATLAB file of level 5");
        for (MatBytes rest = file.subspan(matHeader); !rest.empty();) {
            const MatElement element = next(rest);
            const std::vector<std::uint8_t> unpacked =
                element.type == matCompressed ? inflated(element.data) : std::vector<std::uint8_t>();
            MatBytes content = unpacked;
            const MatElement variable = element.type == matCompressed ? next(content) : element;
            if (variable.type == matMatrix && addSynsets(variable.data))
                return std::move(classes_);
        }
        fail("has no struct array with the fields ILSVRC2012_ID and WNID");
    }

private:
    [[noreturn]] void fail(const std::string& what) const { throw DataError(name_ + " " + what + "."); }

    static std::uint32_t word(MatBytes bytes, std::size_t at) {
        std::uint32_t value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return value;
    }

    // Type and size in 8 bytes, or in 4 bytes with up to 4 bytes of data behind them; padded to 8 bytes.
    MatElement next(MatBytes& rest) const {
        if (rest.size() < 8)
            fail("is truncated or damaged");
        const std::uint32_t first = word(rest, 0);
        const bool small = first >> 16 != 0;
        const std::size_t size = small ? first >> 16 : word(rest, 4), begin = small ? 4 : 8;
        if (size > rest.size() - begin || (small && size > 4))
            fail("is truncated or damaged");
        const MatElement element{small ? first & 0xffff : first, rest.subspan(begin, size)};
        const std::size_t end = element.type == matCompressed ? begin + size : (begin + size + 7) / 8 * 8;
        rest = rest.subspan(std::min(end, rest.size()));
        return element;
    }

    std::vector<std::uint8_t> inflated(MatBytes data) const {
        std::vector<std::uint8_t> out(std::clamp(data.size() * 16, std::size_t{1} << 16, largestMeta));
        for (;;) {
            uLongf size = out.size();
            const int result = ::uncompress(out.data(), &size, data.data(), data.size());
            if (result == Z_OK) {
                out.resize(size);
                return out;
            }
            if (result != Z_BUF_ERROR || out.size() >= largestMeta)
                fail("is truncated or damaged: its compressed data cannot be read");
            out.resize(std::min(out.size() * 4, largestMeta));
        }
    }

    // False if the variable is not the struct array.
    bool addSynsets(MatBytes rest) {
        const MatElement flags = next(rest), dimensions = next(rest);
        next(rest);  // the variable's name
        if (flags.data.size() < 8 || (word(flags.data, 0) & 0xff) != structClass)
            return false;
        std::uint64_t count = 1;
        for (std::size_t at = 0; at + 4 <= dimensions.data.size(); at += 4)
            count *= std::min<std::uint32_t>(word(dimensions.data, at), 1'000'000);
        const MatElement length = next(rest), names = next(rest);
        const std::size_t width = length.data.size() < 4 ? 0 : word(length.data, 0);
        if (width == 0 || names.data.size() % width != 0)
            fail("is truncated or damaged: its field names cannot be read");
        std::vector<std::string> fields;
        for (std::size_t at = 0; at < names.data.size(); at += width)
            fields.push_back(text(names.data.subspan(at, width)));
        if (std::find(fields.begin(), fields.end(), "WNID") == fields.end() ||
            std::find(fields.begin(), fields.end(), "ILSVRC2012_ID") == fields.end())
            return false;
        for (std::uint64_t i = 0; i < count; ++i) {
            int id = 0;
            std::string wordnet;
            for (const std::string& field : fields) {
                const MatElement value = next(rest);
                if (field == "ILSVRC2012_ID")
                    id = numberIn(value.data);
                else if (field == "WNID")
                    wordnet = textIn(value.data);
            }
            classes_[id] = wordnet;
        }
        return true;
    }

    static std::string text(MatBytes bytes) {
        const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
        return std::string(bytes.begin(), end);
    }

    // The values of an array, behind its flags, dimensions and name.
    MatElement valuesOf(MatBytes matrix) const {
        for (int i = 0; i < 3; ++i)
            next(matrix);
        return next(matrix);
    }

    int numberIn(MatBytes matrix) const {
        const MatElement values = valuesOf(matrix);
        const MatBytes data = values.data;
        const auto as = [&]<typename T>(T value) {
            if (data.size() < sizeof value)
                fail("is truncated or damaged: an ILSVRC2012_ID is missing");
            std::memcpy(&value, data.data(), sizeof value);
            return static_cast<double>(value);
        };
        double number = 0;
        switch (values.type) {
            case matInt8:
                number = as(std::int8_t{});
                break;
            case matUint8:
                number = as(std::uint8_t{});
                break;
            case matInt16:
                number = as(std::int16_t{});
                break;
            case matUint16:
                number = as(std::uint16_t{});
                break;
            case matInt32:
                number = as(std::int32_t{});
                break;
            case matUint32:
                number = as(std::uint32_t{});
                break;
            case matSingle:
                number = as(float{});
                break;
            case matDouble:
                number = as(double{});
                break;
            default:
                break;
        }
        if (!(number >= 1 && number <= 1e6))
            fail("is damaged: an ILSVRC2012_ID is not a number from 1");
        return static_cast<int>(number);
    }

    std::string textIn(MatBytes matrix) const {
        const MatElement values = valuesOf(matrix);
        const std::size_t step = values.type == matUint16 ? 2 : 1;  // UTF-16, of which ids need the low bytes only
        std::string result;
        for (std::size_t at = 0; at < values.data.size(); at += step)
            result += static_cast<char>(values.data[at]);
        return result;
    }

    const std::string& name_;
    std::map<int, std::string> classes_;
};

}  // namespace

std::map<int, std::string> imagenetClasses(std::span<const std::uint8_t> bytes, const std::string& name) {
    return MetaReader(name).read(bytes);
}

}  // namespace isonet::training
