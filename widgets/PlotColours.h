// Colours of the plots, for a light or a dark palette and for print. Series colours follow Okabe and Ito's set for
// colour-blind readers, darkened or lightened to at least 3:1 contrast with the background; the map's gradient is
// viridis.
#pragma once

#include <QColor>
#include <QPalette>
#include "widgets/CustomPlot.h"

namespace isonet::widgets {

struct PlotColours {
    QColor background, text, axis, grid, faint;  // faint: secondary text, separators
    bool dark = false;

    static PlotColours of(const QPalette& palette);
    static PlotColours print();  // black on white

    QColor series(int index) const;  // repeats after seven
    // Stage 0 (stem) to 4; any other is neutral. `position` in [0, 1] grades within a stage from light to strong.
    QColor stage(int stage, double position = 1.0) const;
    QCPColorGradient gradient() const;  // not-a-number: transparent
};

// `amount` of `b` in `a`: 0 gives a, 1 gives b.
QColor mixed(const QColor& a, const QColor& b, double amount);

}  // namespace isonet::widgets
