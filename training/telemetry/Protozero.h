// protozero, throwing where its own default would abort: a foreign file may hold a field of an unexpected wire type.
// Include this alone, never protozero's headers, so that the whole program has one definition of its functions.
#pragma once

#include <stdexcept>

#define protozero_assert(condition)                                             \
    do {                                                                        \
        if (!(condition))                                                       \
            throw std::runtime_error("unexpected protobuf field: " #condition); \
    } while (false)

#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
