#include "model/interop/PickleFile.h"

#include <utility>

#include "model/interop/ByteReader.h"
#include "model/interop/PickleReader.h"
#include "model/interop/PickleValues.h"

namespace isonet::interop {

Value readPickle(std::string bytes, const std::string& name) {
    // Bytes of an array are counted as text, as bytes made from it (protocol 2), and as a tensor.
    const std::size_t textLimit = 3 * bytes.size() + (std::size_t{1} << 20);
    ByteReader in(std::move(bytes), name);
    PickleArena arena(name, textLimit);
    const PickleItem root = PickleReader(in, arena).read();
    return valueOf(arena, root, {});
}

}  // namespace isonet::interop
