// Widths that grow with the system font.
#pragma once

#include <QApplication>
#include <QFontMetrics>
#include <algorithm>

namespace isonet::widgets {

// Scales `pixels`, designed for the default font, up for larger fonts; never down.
inline int fontScaled(int pixels) {
    constexpr double defaultHeight = 15;  // 9 pt at 96 dpi
    return int(pixels * std::max(1.0, QFontMetrics(QApplication::font()).height() / defaultHeight));
}

}  // namespace isonet::widgets
