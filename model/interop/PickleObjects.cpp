#include "model/interop/PickleObjects.h"

#include "model/interop/Text.h"
#include "model/interop/Value.h"

namespace isonet::interop {

namespace {

constexpr std::size_t maxObjects = 8'000'000;  // a ResNet-152 with its optimizer has about 50,000

template <typename T>
T* keep(std::deque<T>& all, T value) {
    return &all.emplace_back(std::move(value));
}

}  // namespace

void PickleArena::charge(std::size_t objects) {
    if (objects > maxObjects - objects_)
        fail("contains more than " + std::to_string(maxObjects) + " objects");
    objects_ += objects;
}

void PickleArena::chargeText(std::size_t bytes) {
    if (bytes > textLimit_ - textBytes_)
        fail("contains more than " + std::to_string(textLimit_ >> 20) + " MiB of text");
    textBytes_ += bytes;
}

void PickleArena::fail(const std::string& what) const {
    throw FormatError(source_ + ": " + what);
}

PickleItem PickleArena::text(std::string text) {
    return static_cast<const std::string*>(keep(texts_, std::move(text)));
}
PickleItem PickleArena::add(PickleBigInteger value) {
    return static_cast<const PickleBigInteger*>(keep(integers_, std::move(value)));
}
PickleItem PickleArena::add(PickleSequence value) {
    return keep(sequences_, std::move(value));
}
PickleItem PickleArena::add(PickleMapping value) {
    return keep(mappings_, std::move(value));
}
PickleItem PickleArena::add(PickleGlobal value) {
    return static_cast<const PickleGlobal*>(keep(globals_, std::move(value)));
}
PickleItem PickleArena::add(PickleStorage value) {
    return static_cast<const PickleStorage*>(keep(storages_, std::move(value)));
}
PickleItem PickleArena::add(PickleTensor value) {
    return static_cast<const PickleTensor*>(keep(tensors_, std::move(value)));
}

PickleItem PickleArena::add(PickleNumpyType value) {
    return keep(numpyTypes_, std::move(value));
}
PickleItem PickleArena::add(PickleArray value) {
    return keep(arrays_, std::move(value));
}
PickleItem PickleArena::add(PickleForeign value) {
    return static_cast<const PickleForeign*>(keep(foreign_, std::move(value)));
}

std::string describe(const PickleItem& item) {
    struct {
        std::string operator()(std::monostate) const { return "None"; }
        std::string operator()(bool value) const { return value ? "True" : "False"; }
        std::string operator()(std::int64_t value) const { return "the integer " + std::to_string(value); }
        std::string operator()(double value) const { return "the number " + std::to_string(value); }
        std::string operator()(const std::string* text) const { return "the string " + quote(*text); }
        std::string operator()(const PickleSequence* sequence) const {
            using Kind = PickleSequence::Kind;
            return sequence->kind == Kind::List ? "a list" : sequence->kind == Kind::Tuple ? "a tuple" : "a set";
        }
        std::string operator()(const PickleMapping*) const { return "a dict"; }
        std::string operator()(const PickleGlobal* global) const { return quote(global->name); }
        std::string operator()(const PickleStorage*) const { return "a bare storage"; }
        std::string operator()(const PickleTensor*) const { return "a tensor"; }
        std::string operator()(const PickleBigInteger*) const { return "an integer of more than 64 bits"; }
        std::string operator()(PickleNumpyType* dtype) const { return "the NumPy type " + quote(dtype->name); }
        std::string operator()(PickleArray*) const { return "a NumPy array"; }
        std::string operator()(const PickleForeign* object) const { return "an object of " + quote(object->name); }
    } words;
    return std::visit(words, item);
}

}  // namespace isonet::interop
