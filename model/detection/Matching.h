// Which object a box shows, and which boxes a training step looks at.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::model {

enum BoxRole : std::int64_t { NeitherRole = -1, BackgroundRole = 0, ObjectRole = 1 };

struct BoxMatch {
    at::Tensor object;   // (N) int64: the object with the largest overlap; 0 where there is none
    at::Tensor overlap;  // (N) with that object; 0 where there is none
    at::Tensor role;     // (N) int64, BoxRole
};

// overlaps (objects, N). A box is an object from `positive` on, background below `negative`, neither in between.
// `bestToo`: each object's best boxes are objects whatever their overlap, as long as there is any (Faster R-CNN's rule
// for anchors).
BoxMatch matchBoxes(const at::Tensor& overlaps, double positive, double negative, bool bestToo);

// A random choice of at most `count` boxes, objects at most `share` of them and background for the rest, from torch's
// default generator of the roles' device. Indices, each in rising order.
struct BoxSample {
    at::Tensor objects, background;
    at::Tensor all() const;
};
BoxSample sampleBoxes(const at::Tensor& role, std::int64_t count, double share);

}  // namespace isonet::model
