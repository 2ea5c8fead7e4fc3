#include "training/config/BlockFields.h"

#include "training/config/FieldFormats.h"
#include "training/config/FieldValues.h"

namespace isonet::config {
namespace {

std::vector<Field> keysOf(spec::BlockOverride& block) {
    return {
        makeField("", "layers", block.layers),
        optionalField("", "activation", block.activation),
        optionalField("", "offset", block.offset),
        optionalField("", "offset_trained", block.offsetTrained),
        optionalField("", "initialization", block.initialization),
        optionalField("", "parameterization", block.parameterization),
    };
}

}  // namespace

Field blocksField(std::vector<spec::BlockOverride>& blocks) {
    return mapsField("model", "blocks",
                     "a list of maps, such as [{layers: s4.*, activation: relu, initialization: kaiming}]", blocks,
                     keysOf, [](const spec::BlockOverride& block) -> std::string {
                         return block.layers.empty() ? "layers is missing; accepted: the name of a stage, block or "
                                                       "layer, such as layers: s4.*"
                                                     : "";
                     });
}

}  // namespace isonet::config
