// Plot colors for light and dark palettes and for print. Series colors follow the color-blind safe set of Okabe and
// Ito, adjusted to at least 3:1 contrast with the background; maps use viridis.
#pragma once

#include <QColor>
#include <QPalette>
#include "widgets/common/CustomPlot.h"

namespace isonet::widgets {

struct PlotColors {
    QColor background, text, axis, grid, faint;  // faint: secondary text, separators
    bool dark = false;

    static PlotColors of(const QPalette& palette);
    static PlotColors print();  // black on white

    QColor series(int index) const;  // repeats after seven
    // Stage 0 (stem) to 4; any other is neutral. `position` in [0, 1] grades within a stage from light to strong.
    QColor stage(int stage, double position = 1.0) const;
    QColor nonFinite() const;           // of cells of maps that are not finite
    QCPColorGradient gradient() const;  // NaN: nonFinite()
};

QColor paleColor(QColor color, bool dark);  // behind lines in `color`: raw values, another run

// `amount` of `b` in `a`: 0 gives a, 1 gives b.
QColor mixed(const QColor& a, const QColor& b, double amount);

}  // namespace isonet::widgets
