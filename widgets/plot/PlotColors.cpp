#include "widgets/plot/PlotColors.h"

#include <array>

namespace isonet::widgets {
namespace {

struct Pair {
    QRgb light, dark;
};
// Blue, vermilion, green, purple, orange, sky, gray.
constexpr std::array<Pair, 7> seriesColors{{{0xff0072b2, 0xff56a9e8},
                                            {0xffd55e00, 0xfff5894a},
                                            {0xff008f68, 0xff2fc79a},
                                            {0xffb0508a, 0xffe093c2},
                                            {0xffb87e00, 0xfff0b840},
                                            {0xff3a8fc4, 0xff9ad4f7},
                                            {0xff5c6770, 0xffaab4bc}}};
// Stem gray; stages blue, orange, green, purple: neighbors differ in hue and lightness.
constexpr std::array<int, 5> stageSeries{6, 0, 4, 2, 3};

}  // namespace

QColor paleColor(QColor color, bool dark) {
    color.setAlpha(dark ? 90 : 70);
    return color;
}

QColor mixed(const QColor& a, const QColor& b, double amount) {
    const auto blend = [&](double x, double y) { return static_cast<float>(x + (y - x) * amount); };
    return QColor::fromRgbF(blend(a.redF(), b.redF()), blend(a.greenF(), b.greenF()), blend(a.blueF(), b.blueF()),
                            blend(a.alphaF(), b.alphaF()));
}

PlotColors PlotColors::of(const QPalette& palette) {
    PlotColors colors;
    colors.background = palette.color(QPalette::Active, QPalette::Base);
    colors.text = palette.color(QPalette::Active, QPalette::Text);
    colors.dark = colors.background.lightnessF() < 0.5F;
    colors.axis = mixed(colors.background, colors.text, 0.45);
    colors.grid = mixed(colors.background, colors.text, 0.11);
    colors.faint = mixed(colors.background, colors.text, 0.62);
    return colors;
}

PlotColors PlotColors::print() {
    QPalette paper;
    paper.setColor(QPalette::Base, Qt::white);
    paper.setColor(QPalette::Text, Qt::black);
    return of(paper);
}

QColor PlotColors::series(int index) const {
    const auto& pair = seriesColors[static_cast<std::size_t>(index) % seriesColors.size()];
    return QColor(dark ? pair.dark : pair.light);
}

QColor PlotColors::stage(int stage, double position) const {
    const int index = stage >= 0 && stage <= 4 ? stageSeries[static_cast<std::size_t>(stage)] : 6;
    return mixed(series(index), background, 0.45 * (1.0 - position));
}

QColor PlotColors::nonFinite() const {
    return QColor(dark ? 0xffff5c5c : 0xffd00000);
}

QCPColorGradient PlotColors::gradient() const {
    static constexpr std::array<QRgb, 10> viridis{0xff440154, 0xff482878, 0xff3e4989, 0xff31688e, 0xff26828e,
                                                  0xff1f9e89, 0xff35b779, 0xff6dcd59, 0xffb4de2c, 0xfffde725};
    QCPColorGradient gradient;
    gradient.clearColorStops();
    for (std::size_t i = 0; i < viridis.size(); ++i)
        gradient.setColorStopAt(static_cast<double>(i) / (viridis.size() - 1), QColor(viridis[i]));
    gradient.setNanHandling(QCPColorGradient::nhNanColor);
    gradient.setNanColor(nonFinite());
    return gradient;
}

}  // namespace isonet::widgets
