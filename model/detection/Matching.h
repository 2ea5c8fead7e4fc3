// Assigns boxes to objects and samples the boxes of a training step.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::model {

enum BoxRole : std::int64_t { NeitherRole = -1, BackgroundRole = 0, ObjectRole = 1 };

struct BoxMatch {
    at::Tensor object;   // (N) int64: the object with the largest overlap; 0 if none
    at::Tensor overlap;  // (N) with that object; 0 if none
    at::Tensor role;     // (N) int64, BoxRole
};

// overlaps (objects, N). A box is an object if its overlap is at least `positive`, background if below `negative`,
// otherwise ignored. `bestToo`: each object's best boxes also count as objects if they overlap at all (as for anchors
// in Faster R-CNN).
BoxMatch matchBoxes(const at::Tensor& overlaps, double positive, double negative, bool bestToo);

// A random choice of at most `count` boxes, objects at most `share` of them and background for the rest, from torch's
// default generator of the roles' device. Indices, each in ascending order.
struct BoxSample {
    at::Tensor objects, background;
    at::Tensor all() const;
};
BoxSample sampleBoxes(const at::Tensor& role, std::int64_t count, double share);

}  // namespace isonet::model
