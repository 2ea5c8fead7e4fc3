// NumPy's scalars and arrays in pickles, read from their type and bytes. Source: numpy.ndarray.__reduce__ and
// numpy.dtype.__reduce__ as numpy 1 and 2 write them.
#pragma once

#include <vector>

#include "model/interop/PickleObjects.h"
#include "model/interop/Value.h"

namespace isonet::interop {

// numpy.dtype(NAME, ...), _reconstruct(ndarray, ...), _frombuffer(BYTES, TYPE, SHAPE, ORDER), and scalar(TYPE, BYTES):
// a boolean, an integer, a float64 or text. Of types that are neither numbers nor text, and of arrays of other classes,
// only the name is kept. FormatError: other arguments, other numbers of bytes.
PickleItem callNumpy(PickleArena& arena, const PickleGlobal& function, const std::vector<PickleItem>& given);

// Sets the state of an array (version, shape, type, order, bytes) or a type (version, byte order, ...). False if
// `object` is neither. FormatError if the state is invalid.
bool setNumpyState(PickleArena& arena, const PickleItem& object, const PickleItem& state);

// The array as a contiguous tensor that owns its memory; Foreign for a type that tensors do not have.
// FormatError: the bytes do not match the shape, a boolean that is neither 0 nor 1.
Value valueOfArray(PickleArena& arena, const PickleArray& array);

}  // namespace isonet::interop
