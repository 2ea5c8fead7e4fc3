#include "training/data/images/Upright.h"

#include <algorithm>

#include "training/data/images/ImageHeader.h"

namespace isonet::training {

PixelView upright(const PixelView& stored, int orientation, std::vector<std::uint8_t>& buffer) {
    const Turn turn = turnOf(orientation);
    if (!turn.transpose && !turn.mirrorX && !turn.mirrorY)
        return stored;
    PixelView shown = stored;
    if (turn.transpose)
        std::swap(shown.width, shown.height);
    shown.stride = std::ptrdiff_t{shown.width} * shown.channels;
    buffer.resize(static_cast<std::size_t>(shown.stride) * static_cast<std::size_t>(shown.height));
    std::uint8_t* out = buffer.data();
    for (int row = 0; row < shown.height; ++row)
        for (int column = 0; column < shown.width; ++column, out += shown.channels) {
            int x = turn.transpose ? row : column, y = turn.transpose ? column : row;
            if (turn.mirrorX)
                x = stored.width - 1 - x;
            if (turn.mirrorY)
                y = stored.height - 1 - y;
            std::copy_n(stored.data + y * stored.stride + std::ptrdiff_t{x} * stored.channels, stored.channels, out);
        }
    shown.data = buffer.data();
    return shown;
}

}  // namespace isonet::training
