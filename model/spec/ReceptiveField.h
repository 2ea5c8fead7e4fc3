// The part of the input image that a layer's output depends on.
//
// A convolution, or a pooling, with kernel k, dilation d and stride s turns field f and jump j into
//   f' = f + d (k - 1) j,   j' = s j.
// A block with a shortcut takes the larger field of its two paths. Borders are ignored: a field may exceed the image.
//
// Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/spec/NetworkPlan.h"

namespace isonet::spec {

struct ReceptiveField {
    std::string name;           // a convolution, a block "s1.b1", a stage "s1" or "stem" (after its pooling)
    int height = 1, width = 1;  // pixels of the image that one output pixel depends on
    int jump = 1;               // pixels of the image between neighboring output pixels
    bool operator==(const ReceptiveField&) const = default;
};

// Of every convolution, block and stage, in forward order; `plan` is the plan of `spec`.
std::vector<ReceptiveField> receptiveFields(const ModelSpec& spec, const NetworkPlan& plan);

// The entry of a convolution, block or stage; of an activation, that of the convolution or block it belongs to. nullptr
// for any other name.
const ReceptiveField* fieldOf(const std::vector<ReceptiveField>& fields, std::string_view name);

}  // namespace isonet::spec
