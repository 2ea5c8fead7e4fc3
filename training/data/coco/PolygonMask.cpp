#include "training/data/coco/PolygonMask.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace isonet::coco {
namespace {

constexpr double subdivision = 5;
constexpr double largestCoordinate = 100000;

struct Point {
    int x, y;
};

void checkPolygon(const Polygon& polygon) {
    if (polygon.size() < 6 || polygon.size() % 2 != 0)
        throw std::invalid_argument("a polygon has " + std::to_string(polygon.size()) +
                                    " numbers; accepted: an even number, at least 6");
    for (const double value : polygon)
        if (!(std::abs(value) <= largestCoordinate))
            throw std::invalid_argument("a polygon has the coordinate " + std::to_string(value) +
                                        "; accepted: -100000 to 100000");
}

// Truncates toward zero like the tools, also left of and above the image.
int toFineGrid(double value) {
    return static_cast<int>(subdivision * value + .5);
}

// The points of the edge from `from` to `to`, inclusive. Edges are always computed in the direction of increasing
// longer coordinate, so that neighboring polygons share their border.
void draw(const Point& from, const Point& to, std::vector<Point>& points) {
    const int dx = std::abs(to.x - from.x), dy = std::abs(to.y - from.y);
    if (dx == 0 && dy == 0) {
        points.push_back(from);
        return;
    }
    const bool flat = dx >= dy;
    const bool turned = flat ? from.x > to.x : from.y > to.y;
    const Point& first = turned ? to : from;
    const Point& last = turned ? from : to;
    const int length = flat ? dx : dy;
    const double slope = flat ? static_cast<double>(last.y - first.y) / dx : static_cast<double>(last.x - first.x) / dy;
    for (int i = 0; i <= length; ++i) {
        const int step = turned ? length - i : i;
        if (flat)
            points.push_back({first.x + step, static_cast<int>(first.y + slope * step + .5)});
        else
            points.push_back({static_cast<int>(first.x + slope * step + .5), first.y + step});
    }
}

}  // namespace

RunLength polygonMask(const Polygon& polygon, int height, int width) {
    checkPolygon(polygon);
    std::vector<Point> outline;
    const std::size_t corners = polygon.size() / 2;
    const auto corner = [&](std::size_t i) {
        i %= corners;
        return Point{toFineGrid(polygon[2 * i]), toFineGrid(polygon[2 * i + 1])};
    };
    for (std::size_t i = 0; i < corners; ++i)
        draw(corner(i), corner(i + 1), outline);

    // Column-major positions at which the pixels toggle.
    std::vector<std::uint32_t> changes;
    for (std::size_t i = 1; i < outline.size(); ++i) {
        const Point &before = outline[i - 1], &now = outline[i];
        if (now.x == before.x)
            continue;
        const double x = ((now.x < before.x ? now.x : now.x - 1) + .5) / subdivision - .5;
        if (std::floor(x) != x || x < 0 || x > width - 1)
            continue;
        const double y = std::ceil(
            std::clamp((std::min(now.y, before.y) + .5) / subdivision - .5, 0.0, static_cast<double>(height)));
        changes.push_back(static_cast<std::uint32_t>(x) * static_cast<std::uint32_t>(height) +
                          static_cast<std::uint32_t>(y));
    }
    changes.push_back(static_cast<std::uint32_t>(height) * static_cast<std::uint32_t>(width));
    std::sort(changes.begin(), changes.end());

    // Two toggles at the same position cancel.
    RunLength mask{height, width, {}};
    std::uint32_t position = 0;
    bool merge = false;
    for (const std::uint32_t change : changes) {
        const std::uint32_t run = change - position;
        position = change;
        if (merge) {
            mask.counts.back() += run;
            merge = false;
        } else if (run > 0 || mask.counts.empty()) {
            mask.counts.push_back(run);
        } else {
            merge = true;
        }
    }
    return mask;
}

Polygon boxPolygon(const Box& box) {
    const double right = box.x + box.width, bottom = box.y + box.height;
    return {box.x, box.y, box.x, bottom, right, bottom, right, box.y};
}

}  // namespace isonet::coco
