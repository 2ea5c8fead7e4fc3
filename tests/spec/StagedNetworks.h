// Networks given by stages, for the tests of this room.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::test {

inline spec::StageSpec stage(int blocks, int channels, int stride = 1, spec::BlockKind kind = spec::BlockKind::Basic) {
    spec::StageSpec result;
    result.blocks = blocks;
    result.channels = channels;
    result.stride = stride;
    result.block = kind;
    return result;
}

// 3x3 stem with 16 channels on 32x32 images.
inline spec::ModelSpec assembled(std::vector<spec::StageSpec> stages) {
    spec::ModelSpec spec;
    spec.stages = std::move(stages);
    return spec;
}

using Change = std::function<void(spec::ModelSpec&)>;

}  // namespace isonet::test
