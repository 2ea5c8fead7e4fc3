#include "model/interop/PickleReader.h"

#include <utility>

#include "model/interop/PickleCalls.h"

namespace isonet::interop {

namespace {
constexpr std::size_t maxNameLength = 1000;  // of a module or a class in it
}

PickleItem PickleReader::read() {
    stack_.clear();
    marks_.clear();
    memo_.clear();
    while (step(in_.byte())) {
    }
    if (stack_.size() != 1 || !marks_.empty())
        fail("the pickle ends with " + std::to_string(stack_.size()) + " objects on the stack");
    return pop();
}

void PickleReader::fail(const std::string& what) const {
    arena_.fail(what + " (byte " + std::to_string(in_.position()) + ")");
}

bool PickleReader::step(std::uint8_t opcode) {
    arena_.charge(1);
    if (opcode == '.')
        return false;
    if (opcode == 0x80) {  // PROTO
        if (const auto protocol = in_.byte(); protocol > 5)
            fail("unsupported pickle protocol " + std::to_string(protocol) + "; supported: 1 to 5");
    } else if (opcode == 0x95) {  // FRAME: a hint for readers that buffer
        in_.little<std::uint64_t>();
    } else if (!readMemo(opcode) && !readContainer(opcode) && !readText(opcode) && !readNumber(opcode) &&
               !readCall(opcode)) {
        fail("unsupported pickle opcode " + std::to_string(opcode));
    }
    return true;
}

bool PickleReader::readContainer(std::uint8_t opcode) {
    using Kind = PickleSequence::Kind;
    switch (opcode) {
        case '(':
            marks_.push_back(stack_.size());
            return true;
        case ']':
            push(arena_.add(PickleSequence{Kind::List, {}}));
            return true;
        case ')':
            push(arena_.add(PickleSequence{Kind::Tuple, {}}));
            return true;
        case 0x8f:
            push(arena_.add(PickleSequence{Kind::Set, {}}));
            return true;
        case '}':
            push(arena_.add(PickleMapping{}));
            return true;
        case 'l':  // LIST, TUPLE, FROZENSET: everything since the mark
            push(arena_.add(PickleSequence{Kind::List, popToMark()}));
            return true;
        case 't':
            push(arena_.add(PickleSequence{Kind::Tuple, popToMark()}));
            return true;
        case 0x91:
            push(arena_.add(PickleSequence{Kind::Set, popToMark()}));
            return true;
        case 'd': {
            const auto items = popToMark();
            push(arena_.add(PickleMapping{}));
            setItems(items);
            return true;
        }
        case 0x85:
        case 0x86:
        case 0x87:
            pushTuple(opcode - 0x84);
            return true;
        case 'a':
            appendItems({pop()});
            return true;
        case 'e':
        case 0x90:
            appendItems(popToMark());
            return true;
        case 's': {
            const PickleItem value = pop();
            const PickleItem key = pop();
            setItems({key, value});
            return true;
        }
        case 'u':
            setItems(popToMark());
            return true;
        case '0':
            pop();
            return true;
        case '1':
            popToMark();
            return true;
        case '2':
            push(PickleItem(top()));
            return true;
        default:
            return false;
    }
}

bool PickleReader::readMemo(std::uint8_t opcode) {
    switch (opcode) {
        case 'q':
            memoize(in_.byte());
            return true;
        case 'r':
            memoize(in_.little<std::uint32_t>());
            return true;
        case 0x94:
            memoize(static_cast<std::uint32_t>(memo_.size()));
            return true;
        case 'h':
            recall(in_.byte());
            return true;
        case 'j':
            recall(in_.little<std::uint32_t>());
            return true;
        default:
            return false;
    }
}

bool PickleReader::readCall(std::uint8_t opcode) {
    switch (opcode) {
        case 'c': {  // GLOBAL
            const std::string module = in_.line(maxNameLength);
            push(resolveGlobal(arena_, module, in_.line(maxNameLength)));
            return true;
        }
        case 0x93: {  // STACK_GLOBAL
            const PickleItem name = pop(), module = pop();
            const auto* const* nameText = std::get_if<const std::string*>(&name);
            const auto* const* moduleText = std::get_if<const std::string*>(&module);
            if (!nameText || !moduleText)
                fail("invalid class name: " + describe(name) + " in module " + describe(module));
            push(resolveGlobal(arena_, **moduleText, **nameText));
            return true;
        }
        case 'R':     // REDUCE
        case 0x81: {  // NEWOBJ: the same for the supported classes
            const PickleItem arguments = pop(), callable = pop();
            push(callGlobal(arena_, callable, arguments));
            return true;
        }
        case 0x92: {  // NEWOBJ_EX: the keywords are dropped, since only unknown classes have any
            pop();
            const PickleItem arguments = pop(), callable = pop();
            push(callGlobal(arena_, callable, arguments));
            return true;
        }
        case 'b': {  // BUILD
            const PickleItem state = pop();
            buildObject(arena_, top(), state);
            return true;
        }
        case 'Q':  // BINPERSID
            push(storageOfPersistentId(arena_, pop()));
            return true;
        default:
            return false;
    }
}

PickleItem PickleReader::pop() {
    const PickleItem item = top();
    stack_.pop_back();
    return item;
}

PickleItem& PickleReader::top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
        fail("the pickle pops from an empty stack");
    return stack_.back();
}

std::vector<PickleItem> PickleReader::popToMark() {
    if (marks_.empty())
        fail("the pickle has no matching mark");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleItem> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return items;
}

void PickleReader::memoize(std::uint32_t index) {
    memo_[index] = top();
}

void PickleReader::recall(std::uint32_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end())
        fail("the pickle reads memo entry " + std::to_string(index) + ", which does not exist");
    push(found->second);
}

void PickleReader::pushTuple(std::size_t count) {
    std::vector<PickleItem> items(count);
    for (std::size_t i = count; i-- > 0;)
        items[i] = pop();
    push(arena_.add(PickleSequence{PickleSequence::Kind::Tuple, std::move(items)}));
}

void PickleReader::setItems(const std::vector<PickleItem>& keysAndValues) {
    if (std::holds_alternative<const PickleForeign*>(top()))
        return;
    auto* const* mapping = std::get_if<PickleMapping*>(&top());
    if (!mapping)
        fail("cannot set a key of " + describe(top()));
    if (keysAndValues.size() % 2 != 0)
        fail("a key without a value");
    for (std::size_t i = 0; i < keysAndValues.size(); i += 2)
        (*mapping)->entries.emplace_back(keysAndValues[i], keysAndValues[i + 1]);
}

void PickleReader::appendItems(const std::vector<PickleItem>& items) {
    if (std::holds_alternative<const PickleForeign*>(top()))
        return;
    auto* const* sequence = std::get_if<PickleSequence*>(&top());
    if (!sequence || (*sequence)->kind == PickleSequence::Kind::Tuple)
        fail("cannot append to " + describe(top()));
    (*sequence)->items.insert((*sequence)->items.end(), items.begin(), items.end());
}

}  // namespace isonet::interop
