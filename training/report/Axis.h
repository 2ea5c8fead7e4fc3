// An axis of a figure: values to places, and ticks whose labels all differ.
#pragma once

#include <string>
#include <vector>

namespace isonet::report {

struct Axis {
    double low = 0, high = 1;  // values, low < high
    double from = 0, to = 1;   // their places, points
    bool logarithmic = false;  // low > 0

    double place(double value) const;  // values outside are placed at the nearest end
};

struct Tick {
    double value = 0;
    std::string label;
};

struct Ticks {
    std::vector<Tick> all;
    std::string
        offset;  // "-1 + ": labels are distances from a value, to be said in the axis' title; empty: they are not
};

// About `wanted` ticks at round values within the axis; at least two.
Ticks ticksOf(const Axis& axis, int wanted);

// A range of values for an axis, a little larger than the values': never empty, and finite for the largest numbers.
Axis around(double low, double high);

}  // namespace isonet::report
