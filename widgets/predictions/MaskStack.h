// Draws the masks of objects in their colors into an image, the highest score on top. Intermediate images are cached,
// so that adding or removing low-scoring objects redraws only a few masks.
#pragma once

#include <QImage>
#include <QVector>
#include <vector>

#include "widgets/predictions/PredictionInfo.h"

namespace isonet::widgets {

class MaskStack {
public:
    // For another list of objects or another image size.
    void restart(const QSize& size);
    // `objects` by descending score; until restart(), always a prefix of the same list. ARGB32, premultiplied.
    const QImage& image(const QVector<const PredictionObject*>& objects);

private:
    static constexpr qsizetype every = 8;              // masks between two cached images
    static constexpr qsizetype cacheBytes = 24 << 20;  // limit of the cache

    QImage image_;
    qsizetype drawn_ = 0;         // objects in image_
    std::vector<QImage> cached_;  // images of the first `every`, 2 `every`, ... objects
};

// Color of an object's class; the same in all themes, because it is drawn over an image.
QColor colorOf(const PredictionObject& object);

}  // namespace isonet::widgets
