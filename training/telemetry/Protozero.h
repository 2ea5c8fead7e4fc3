// protozero with exceptions instead of assertions: a file may hold a field of an unexpected wire type. Always include
// this header instead of protozero's own, so that the program has one definition of its functions.
#pragma once

#include <stdexcept>

#define protozero_assert(condition)                                             \
    do {                                                                        \
        if (!(condition))                                                       \
            throw std::runtime_error("unexpected protobuf field: " #condition); \
    } while (false)

#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
