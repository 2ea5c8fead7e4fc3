// What a detector found in an image and what is there, as plain values for the widgets that draw them.
#pragma once

#include <QImage>
#include <QRectF>
#include <QString>
#include <QStringList>
#include <QVector>

namespace isonet::widgets {

struct SeenObject {
    int category = 0;  // of DetectorFacts::categories
    double score = 1;  // 1 for the truth
    QRectF box;        // pixels of the image
    QImage mask;       // Alpha8, over maskPlace; null: none
    QRect maskPlace;
    bool crowd = false;
};

struct SeenImage {
    qint64 id = 0;
    QString file;
    QImage picture;
    QVector<SeenObject> truth;
    QVector<SeenObject> found;  // by falling score
};

struct DetectorFacts {
    QString name;           // "R-ISONet-18, best checkpoint"
    qint64 step = 0;        // that it was trained
    double leastScore = 0;  // what is less sure is not among the found
    QStringList categories;
    QStringList images;  // "9: 000000000009.jpg", in order
    QStringList files;   // where each of them lies
};

// One class's average precision, percent; below 0: the class has no object.
struct CategoryAp {
    QString name;
    double box = -1, mask = -1;
    bool operator==(const CategoryAp&) const = default;
};

struct ApFigures {
    QString summary;  // "box 35.2, mask 33.0 at step 4,000"; empty: not evaluated yet
    bool masks = false;
    QVector<CategoryAp> categories;
    bool operator==(const ApFigures&) const = default;
};

}  // namespace isonet::widgets
