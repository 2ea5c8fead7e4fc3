#include "widgets/design/DiagramStyle.h"

#include <QApplication>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QScreen>
#include <algorithm>
#include <cmath>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

constexpr double smallestPoints = 9;

}  // namespace

DiagramStyle::DiagramStyle() {
    const auto* screen = QGuiApplication::primaryScreen();
    const double dotsPerPoint = (screen ? screen->logicalDotsPerInchY() : 96.0) / 72.0;
    font = QApplication::font();
    const int pixels =
        std::max(QFontInfo(font).pixelSize(), static_cast<int>(std::ceil(smallestPoints * dotsPerPoint)));
    font.setPixelSize(pixels);
    strongFont = font;
    strongFont.setBold(true);
    titleFont = strongFont;
    titleFont.setPixelSize(pixels + 1);
    lineHeight = std::ceil(QFontMetricsF(font).height());
    boxHeight = lineHeight + 10;
    smallHeight = lineHeight + 4;
    header = lineHeight + 12;
    sectionHeader = lineHeight + 16;
}

void DiagramStyle::setColors(const PlotColors& colors) {
    ground = colors.background;
    text = colors.text;
    faint = colors.faint;
    line = colors.axis;
    frame = mixed(colors.background, colors.text, 0.22);
    accent = colors.series(1);
    dark = colors.dark;
    for (int stage = 0; stage < int(stages.size()); ++stage)
        stages[std::size_t(stage)] = colors.stage(stage);
}

QColor DiagramStyle::hue(int stage) const {
    return stages[stage <= 0 ? 0 : std::size_t(1 + (stage - 1) % (int(stages.size()) - 1))];
}

}  // namespace isonet::widgets
