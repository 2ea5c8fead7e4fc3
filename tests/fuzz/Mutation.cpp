#include "tests/fuzz/Mutation.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "training/data/images/CounterRandom.h"

namespace isonet::fuzz {
namespace {

using training::RandomStream;

constexpr std::size_t longest = std::size_t{4} << 20;
constexpr std::size_t headBytes = 128;

constexpr std::array<std::uint64_t, 16> specialNumbers{0,
                                                       1,
                                                       2,
                                                       0x7f,
                                                       0x80,
                                                       0xff,
                                                       0x7fff,
                                                       0xffff,
                                                       0x10000,
                                                       0x7fffffff,
                                                       0x80000000,
                                                       0xffffffff,
                                                       0x100000000,
                                                       0x7fffffffffffffff,
                                                       0x8000000000000000,
                                                       0xffffffffffffffff};
constexpr std::array<std::string_view, 14> specialTexts{"-1",
                                                        "0",
                                                        "2147483648",
                                                        "4294967296",
                                                        "9223372036854775807",
                                                        "1e999",
                                                        "-1e-999",
                                                        "nan",
                                                        "99999999999999999999",
                                                        "0x7f",
                                                        "\xff",
                                                        "\"",
                                                        "[",
                                                        "{"};

class Mutator {
public:
    Mutator(Bytes bytes, const std::vector<Bytes>& samples, const std::vector<std::string>& words, RandomStream& random)
        : bytes_(std::move(bytes)), samples_(samples), words_(words), random_(random) {}

    Bytes run() {
        for (std::size_t changes = 1 + below(1 + below(8)); changes > 0; --changes)
            change();
        bytes_.resize(std::min(bytes_.size(), longest));
        return std::move(bytes_);
    }

private:
    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(random_.below(bound)); }
    // Headers are short and matter most: half of the changes are in the first bytes.
    std::size_t place() { return below(below(2) == 0 ? std::min(bytes_.size(), headBytes) : bytes_.size()); }
    Bytes::iterator at(std::size_t index) { return bytes_.begin() + static_cast<std::ptrdiff_t>(index); }

    void change() {
        if (bytes_.empty())
            return insert(place(), bytesOf("x"));
        switch (below(9)) {
            case 0:
                bytes_[place()] ^= static_cast<std::uint8_t>(1 << below(8));
                break;
            case 1:
                bytes_[place()] = static_cast<std::uint8_t>(below(256));
                break;
            case 2:
                return writeNumber();
            case 3:
                return replaceDigits();
            case 4:
                if (below(3) == 0)
                    bytes_.resize(place());
                else
                    erase(place(), 1 + below(64));
                break;
            case 5:
                return repeat();
            case 6:
                return splice();
            case 7:
                return insertWord();
            default:
                return copyWithin();
        }
    }

    void erase(std::size_t from, std::size_t count) {
        bytes_.erase(at(from), at(std::min(from + count, bytes_.size())));
    }
    void insert(std::size_t where, const Bytes& more) {
        if (bytes_.size() + more.size() <= longest)
            bytes_.insert(at(where), more.begin(), more.end());
    }

    void writeNumber() {
        const std::size_t width = std::size_t{1} << below(4), where = place();
        const std::uint64_t value = specialNumbers[below(specialNumbers.size())] + below(3) - 1;
        const bool little = below(2) == 0;
        for (std::size_t i = 0; i < width && where + i < bytes_.size(); ++i)
            bytes_[where + i] = static_cast<std::uint8_t>(value >> (8 * (little ? i : width - 1 - i)));
    }

    // A number in a text becomes another one.
    void replaceDigits() {
        const auto isDigit = [](std::uint8_t c) { return c >= '0' && c <= '9'; };
        const auto from = std::find_if(at(place()), bytes_.end(), isDigit);
        const auto to = std::find_if_not(from, bytes_.end(), isDigit);
        const auto where = static_cast<std::size_t>(from - bytes_.begin());
        if (from == bytes_.end())
            return;
        bytes_.erase(from, to);
        insert(where, bytesOf(std::string(specialTexts[below(specialTexts.size())])));
    }

    // A slice, up to ten thousand times: deep nesting, long names, many entries.
    void repeat() {
        const std::size_t from = place(), count = std::min(1 + below(below(2) == 0 ? 2 : 64), bytes_.size() - from);
        const Bytes slice(at(from), at(from + count));
        const std::size_t times = below(8) == 0 ? below(10000) : below(16);
        Bytes more;
        for (std::size_t i = 0; i < times && more.size() < longest / 4; ++i)
            more.insert(more.end(), slice.begin(), slice.end());
        insert(from, more);
    }

    void splice() {
        const Bytes& other = samples_[below(samples_.size())];
        const std::size_t from = below(other.size()), count = std::min(1 + below(512), other.size() - from);
        const auto begin = other.begin() + static_cast<std::ptrdiff_t>(from);
        insert(place(), {begin, begin + static_cast<std::ptrdiff_t>(count)});
    }

    void insertWord() {
        const std::size_t all = words_.size() + specialTexts.size(), chosen = below(all);
        insert(place(),
               bytesOf(chosen < words_.size() ? words_[chosen] : std::string(specialTexts[chosen - words_.size()])));
    }

    void copyWithin() {
        const std::size_t from = place(), to = place();
        const std::size_t count = std::min(1 + below(64), bytes_.size() - std::max(from, to));
        std::copy_n(Bytes(at(from), at(from + count)).begin(), count, at(to));
    }

    Bytes bytes_;
    const std::vector<Bytes>& samples_;
    const std::vector<std::string>& words_;
    RandomStream& random_;
};

}  // namespace

Bytes mutated(const std::vector<Bytes>& samples, const std::vector<std::string>& words, std::uint64_t seed) {
    RandomStream random(seed);
    const Bytes& sample = samples[static_cast<std::size_t>(random.below(samples.size()))];
    return Mutator(sample, samples, words, random).run();
}

}  // namespace isonet::fuzz
