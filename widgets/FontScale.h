// Widths that grow with the system's font: a column made for text of the usual size shows larger text as well.
#pragma once

#include <QApplication>
#include <QFontMetrics>
#include <algorithm>

namespace isonet::widgets {

// `pixels` as laid out for a font of the usual height; larger fonts get more, smaller ones as much.
inline int fontScaled(int pixels) {
    constexpr double usualHeight = 15;  // of 9 points at 96 dots an inch
    return int(pixels * std::max(1.0, QFontMetrics(QApplication::font()).height() / usualHeight));
}

}  // namespace isonet::widgets
