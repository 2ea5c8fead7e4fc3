// Detections and ground truth of an image, as plain values for the widgets that draw them.
#pragma once

#include <QImage>
#include <QRectF>
#include <QString>
#include <QStringList>
#include <QVector>

namespace isonet::widgets {

struct PredictionObject {
    int category = 0;  // index into DetectorInfo::categories
    double score = 1;  // 1 for ground truth
    QRectF box;        // in image pixels
    QImage mask;       // Alpha8, at maskPlace; null: none
    QRect maskPlace;
    bool crowd = false;
};

struct PredictionImage {
    qint64 id = 0;
    QString file;
    QImage picture;
    QVector<PredictionObject> truth;
    QVector<PredictionObject> found;  // by descending score
};

struct DetectorInfo {
    QString name;               // "R-ISONet-18, best checkpoint"
    qint64 step = 0;            // number of training steps
    double scoreThreshold = 0;  // detections with a lower score are discarded
    QStringList categories;
    QStringList images;  // "9: 000000000009.jpg", in order
    QStringList files;   // their paths
};

// Average precision of a class in percent; below 0: the class has no objects.
struct CategoryAp {
    QString name;
    double box = -1, mask = -1;
    bool operator==(const CategoryAp&) const = default;
};

struct ApMetrics {
    QString summary;  // "box 35.2, mask 33.0 at step 4,000"; empty: not evaluated
    bool masks = false;
    QVector<CategoryAp> categories;
    bool operator==(const ApMetrics&) const = default;
};

}  // namespace isonet::widgets
