// Colors, fonts and sizes of the network diagram. A scene unit is a pixel of the screen at zoom 1; no text is smaller
// than 9 pt.
#pragma once

#include <QColor>
#include <QFont>
#include <array>

namespace isonet::widgets {

struct PlotColors;

struct DiagramStyle {
    DiagramStyle();  // sizes from the application's font; no colors yet
    void setColors(const PlotColors& colors);
    QColor hue(int stage) const;  // 0: the stem's; stages repeat four hues

    QColor ground, text, faint, line, frame, accent;
    std::array<QColor, 5> stages;
    bool dark = false;

    QFont font, strongFont, titleFont;
    double lineHeight = 0;   // height of a line of text
    double boxHeight = 0;    // of a convolution or linear layer
    double smallHeight = 0;  // of everything else
    double header = 0;       // of a card
    double sectionHeader = 0;
    double gap = 10;  // between boxes, with an arrow
    double pad = 10;  // inside a card, around the text of a box
    double sectionPad = 16;
    double cardGap = 28;  // between cards and between sections, with an arrow
    double margin = 18;   // around the whole
    double stack = 6;     // width of the edge of a pile of equal blocks
};

}  // namespace isonet::widgets
