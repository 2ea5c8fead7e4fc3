#include "widgets/MaskStack.h"

#include <algorithm>

#include "widgets/PlotColours.h"

namespace isonet::widgets {
namespace {

constexpr double maskShare = 0.42;  // of the object's colour, the rest the picture's

// `colour` times `share` / 255 in each part, two parts at a time.
QRgb scaled(QRgb colour, uint share) {
    const auto parts = [share](uint two) {
        const uint product = two * share;
        return ((product + ((product >> 8) & 0xff00ff) + 0x800080) >> 8) & 0xff00ff;
    };
    return parts(colour & 0xff00ff) | (parts((colour >> 8) & 0xff00ff) << 8);
}

void layUnder(QImage& image, const SeenObject& object) {
    if (object.mask.isNull())
        return;
    QColor pale = colourOf(object);
    pale.setAlphaF(float(maskShare));
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

QColor colourOf(const SeenObject& object) {
    static const PlotColours bright = [] {
        PlotColours colours;
        colours.dark = true;
        return colours;
    }();
    return bright.series(object.category);
}

void MaskStack::restart(const QSize& size) {
    image_ = QImage(size, QImage::Format_ARGB32_Premultiplied);
    image_.fill(Qt::transparent);
    laid_ = 0;
    kept_.clear();
}

const QImage& MaskStack::image(const QVector<const SeenObject*>& objects) {
    if (objects.size() < laid_) {
        const auto whole = std::min<qsizetype>(objects.size() / every, qsizetype(kept_.size()));
        laid_ = whole * every;
        if (whole > 0)
            image_ = kept_[std::size_t(whole - 1)];
        else
            image_.fill(Qt::transparent);
    }
    for (; laid_ < objects.size(); ++laid_) {
        const bool next = laid_ == qsizetype(kept_.size() + 1) * every;
        if (next && (qsizetype(kept_.size()) + 1) * image_.sizeInBytes() <= keptBytes)
            kept_.push_back(image_);
        layUnder(image_, *objects[laid_]);
    }
    return image_;
}

}  // namespace isonet::widgets
