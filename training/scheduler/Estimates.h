// How long a queue will take, from what its rows have measured so far. There is no estimate for a row that no
// measurement applies to.
#pragma once

#include <cstddef>
#include <vector>

#include "training/sweeps/Queue.h"

namespace isonet::scheduler {

// What the estimate of a row is made of.
struct EstimateBasis {
    std::ptrdiff_t row = -1;    // the measured row whose time per step counts; -1: the row's own status, or nothing
    double secondsPerStep = 0;  // of the estimated row
    double steps = 0;           // left
    bool sameNetwork = false;   // and batch; false: in proportion to images times FLOPs
    bool operator==(const EstimateBasis&) const = default;
};

struct QueueEstimate {
    std::vector<double> rows;  // seconds left of each row of the sweep; -1: unknown; 0: done
    std::vector<EstimateBasis> bases;
    double seconds = -1;  // until all of `order` are done; -1: unknown
};

// `results`: of all rows; `order`: rows that are still to be started, in order; `slots`: how many train at a time.
//
// A running row says itself how long it takes. Of any other, a step takes as long as a measured one of a row with the
// same network and batch (else in proportion to images times FLOPs), and there are as many steps as in a row on the
// same images, else as many as data.train_images makes (else nothing is known). A row counts as measured after ten
// steps.
QueueEstimate estimate(const sweeps::Sweep& sweep, const std::vector<sweeps::RowResult>& results,
                       const std::vector<std::size_t>& order, int slots);

}  // namespace isonet::scheduler
