#include "widgets/predictions/MaskStack.h"

#include <algorithm>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

constexpr double maskOpacity = 0.42;

// Multiplies each channel of `color` by `factor` / 255, two channels at a time.
QRgb scaled(QRgb color, uint factor) {
    const auto parts = [factor](uint two) {
        const uint product = two * factor;
        return ((product + ((product >> 8) & 0xff00ff) + 0x800080) >> 8) & 0xff00ff;
    };
    return parts(color & 0xff00ff) | (parts((color >> 8) & 0xff00ff) << 8);
}

void drawUnder(QImage& image, const PredictionObject& object) {
    if (object.mask.isNull())
        return;
    QColor pale = colorOf(object);
    pale.setAlphaF(float(maskOpacity));
    const QRgb tint = qPremultiply(pale.rgba());
    const QRect place(object.maskPlace.topLeft(), object.mask.size()), seen = place & image.rect();
    for (int y = seen.top(); y <= seen.bottom(); ++y) {
        const uchar* mask = object.mask.constScanLine(y - place.top()) - place.left();
        auto* to = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = seen.left(); x <= seen.right(); ++x)
            if (mask[x])
                to[x] += scaled(tint, 255 - qAlpha(to[x]));
    }
}

}  // namespace

QColor colorOf(const PredictionObject& object) {
    static const PlotColors bright = [] {
        PlotColors colors;
        colors.dark = true;
        return colors;
    }();
    return bright.series(object.category);
}

void MaskStack::restart(const QSize& size) {
    image_ = QImage(size, QImage::Format_ARGB32_Premultiplied);
    image_.fill(Qt::transparent);
    drawn_ = 0;
    cached_.clear();
}

const QImage& MaskStack::image(const QVector<const PredictionObject*>& objects) {
    if (objects.size() < drawn_) {
        const auto whole = std::min<qsizetype>(objects.size() / every, qsizetype(cached_.size()));
        drawn_ = whole * every;
        if (whole > 0)
            image_ = cached_[std::size_t(whole - 1)];
        else
            image_.fill(Qt::transparent);
    }
    for (; drawn_ < objects.size(); ++drawn_) {
        const bool next = drawn_ == qsizetype(cached_.size() + 1) * every;
        if (next && (qsizetype(cached_.size()) + 1) * image_.sizeInBytes() <= cacheBytes)
            cached_.push_back(image_);
        drawUnder(image_, *objects[drawn_]);
    }
    return image_;
}

}  // namespace isonet::widgets
