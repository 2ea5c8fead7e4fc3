// Opcodes for numbers, strings and bytes.
#include <bit>
#include <charconv>
#include <utility>

#include "model/interop/PickleReader.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

constexpr std::size_t maxNumberLength = 100;  // of a decimal number

std::int64_t decimal(const std::string& text, bool& good) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    good = error == std::errc{} && end == text.data() + text.size() && !text.empty();
    return value;
}

}  // namespace

bool PickleReader::readNumber(std::uint8_t opcode) {
    switch (opcode) {
        case 'N':
            push(std::monostate{});
            return true;
        case 0x88:
        case 0x89:
            push(opcode == 0x88);
            return true;
        case 'J':
            push(std::int64_t{in_.little<std::int32_t>()});
            return true;
        case 'K':
            push(std::int64_t{in_.byte()});
            return true;
        case 'M':
            push(std::int64_t{in_.little<std::uint16_t>()});
            return true;
        case 'G': {  // big-endian
            std::uint64_t bits = 0;
            for (int i = 0; i < 8; ++i)
                bits = bits << 8 | in_.byte();
            push(std::bit_cast<double>(bits));
            return true;
        }
        case 'I':    // protocol 1: decimal digits; 00 and 01 are the booleans
        case 'L': {  // decimal digits and an L
            std::string digits = in_.line(maxNumberLength);
            if (opcode == 'I' && (digits == "00" || digits == "01")) {
                push(digits == "01");
                return true;
            }
            if (opcode == 'L' && digits.ends_with('L'))
                digits.pop_back();
            bool good = false;
            const std::int64_t value = decimal(digits, good);
            if (!good)
                fail("not an integer of at most 64 bits: " + quote(digits));
            push(value);
            return true;
        }
        case 0x8a:
            pushLong(in_.byte());
            return true;
        case 0x8b:
            pushLong(in_.little<std::uint32_t>());
            return true;
        default:
            return false;
    }
}

void PickleReader::pushLong(std::uint64_t bytes) {
    constexpr std::uint64_t longest = 64;
    if (bytes > longest)
        fail("integer of " + std::to_string(bytes) + " bytes is too long");
    std::string digits = in_.text(bytes);
    if (bytes > 8) {
        push(arena_.add(PickleBigInteger{std::move(digits)}));
        return;
    }
    const bool negative = !digits.empty() && (digits.back() & 0x80);
    digits.resize(8, negative ? '\xff' : '\0');
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i)
        value = value << 8 | static_cast<std::uint8_t>(digits[i]);
    push(static_cast<std::int64_t>(value));
}

bool PickleReader::readText(std::uint8_t opcode) {
    switch (opcode) {
        case 'X':  // BINUNICODE, SHORT_BINUNICODE, BINUNICODE8
            pushUnicode(in_.little<std::uint32_t>());
            return true;
        case 0x8c:
            pushUnicode(in_.byte());
            return true;
        case 0x8d:
            pushUnicode(in_.little<std::uint64_t>());
            return true;
        case 'U':  // SHORT_BINSTRING (Python 2's str), SHORT_BINBYTES
        case 'C':
            push(arena_.text(take(in_.byte())));
            return true;
        case 'T':  // BINSTRING, BINBYTES
        case 'B':
            push(arena_.text(take(in_.little<std::uint32_t>())));
            return true;
        case 0x8e:  // BINBYTES8, BYTEARRAY8
        case 0x96:
            push(arena_.text(take(in_.little<std::uint64_t>())));
            return true;
        default:
            return false;
    }
}

std::string PickleReader::take(std::uint64_t bytes) {
    arena_.chargeText(bytes);
    return in_.text(bytes);
}

void PickleReader::pushUnicode(std::uint64_t bytes) {
    std::string text = take(bytes);
    if (!isUtf8(text, true))
        fail("invalid UTF-8 string");
    push(arena_.text(std::move(text)));
}

}  // namespace isonet::interop
