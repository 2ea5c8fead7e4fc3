// A box encoded relative to a reference box: with center (x, y), width w and height h, and r for the reference,
//   dx = wx (x - xr) / wr,  dy = wy (y - yr) / hr,  dw = ww log(w / wr),  dh = wh log(h / hr).
// Source: Girshick, "Fast R-CNN" (2015), including the weights.
#pragma once

#include <torch/types.h>

#include <vector>

namespace isonet::model {

struct BoxCoding {
    std::vector<double> weights;  // of dx, dy, dw, dh

    // boxes, references: (N, 4) -> (N, 4).
    at::Tensor encode(const at::Tensor& boxes, const at::Tensor& references) const;
    // deltas (N, 4 K): K boxes per reference (N, 4) -> (N, 4 K). dw and dh are clamped to log(1000 / 16), so that
    // boxes of an untrained network stay finite.
    at::Tensor decode(const at::Tensor& deltas, const at::Tensor& references) const;
};

}  // namespace isonet::model
