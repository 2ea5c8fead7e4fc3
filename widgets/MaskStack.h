// Masks of objects in their colours, one over the other, as large as their picture. The strongest object lies above; a
// list that is longer or shorter at its weak end costs only what is between, since every few masks the picture so far
// is kept.
#pragma once

#include <QImage>
#include <QVector>
#include <vector>

#include "widgets/PredictionFacts.h"

namespace isonet::widgets {

class MaskStack {
public:
    // Objects come from another list, or the picture has another size.
    void restart(const QSize& size);
    // Of the objects, the strongest first; until restart() always the beginning of one and the same list. ARGB32,
    // premultiplied.
    const QImage& image(const QVector<const SeenObject*>& objects);

private:
    static constexpr qsizetype every = 8;             // masks between two that are kept
    static constexpr qsizetype keptBytes = 24 << 20;  // at most; of large pictures fewer are kept

    QImage image_;
    qsizetype laid_ = 0;        // objects in image_
    std::vector<QImage> kept_;  // of the first `every`, 2 `every`, ... objects
};

// The colour of an object's class, the same in light, dark and print: what is behind is the image, not the page.
QColor colourOf(const SeenObject& object);

}  // namespace isonet::widgets
