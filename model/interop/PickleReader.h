// A reader for Python pickles, protocols 1 to 5, that builds plain objects and runs no code. Source of the opcodes:
// Python's pickletools documentation.
#pragma once

#include <unordered_map>
#include <vector>

#include "model/interop/ByteReader.h"
#include "model/interop/PickleObjects.h"

namespace isonet::interop {

class PickleReader {
public:
    PickleReader(ByteReader& in, PickleArena& arena) : in_(in), arena_(arena) {}

    // One pickle, up to and including its STOP. Throws FormatError naming the problem and its byte offset.
    PickleItem read();

private:
    bool step(std::uint8_t opcode);        // false after STOP
    bool readNumber(std::uint8_t opcode);  // each: false if the opcode is not handled here
    bool readText(std::uint8_t opcode);
    bool readContainer(std::uint8_t opcode);
    bool readMemo(std::uint8_t opcode);
    bool readCall(std::uint8_t opcode);

    void push(PickleItem item) { stack_.push_back(item); }
    PickleItem pop();
    PickleItem& top();
    std::vector<PickleItem> popToMark();
    void memoize(std::uint32_t index);
    void recall(std::uint32_t index);
    void pushTuple(std::size_t count);
    void setItems(const std::vector<PickleItem>& keysAndValues);
    void appendItems(const std::vector<PickleItem>& items);
    std::string take(std::uint64_t bytes);  // of text, counted before it is read
    void pushUnicode(std::uint64_t bytes);
    void pushLong(std::uint64_t bytes);
    [[noreturn]] void fail(const std::string& what) const;

    ByteReader& in_;
    PickleArena& arena_;
    std::vector<PickleItem> stack_;
    std::vector<std::size_t> marks_;  // stack heights
    std::unordered_map<std::uint32_t, PickleItem> memo_;
};

}  // namespace isonet::interop
