// A classifier's predictions, as plain values for the widgets that draw them.
#pragma once

#include <QImage>
#include <QString>
#include <QStringList>
#include <QVector>
#include <utility>

namespace isonet::widgets {

struct ClassifierInfo {
    QString name;     // "ISONet-20"
    qint64 step = 0;  // number of training steps
    QStringList classes;
    qint64 images = 0;  // of the validation set
};

struct Mistake {
    qint64 index = 0;  // of the validation image
    int label = 0, predicted = 0;
    double confidence = 0;  // probability of the predicted class
    bool operator==(const Mistake&) const = default;
};

// Counts over the validation images. `confusion`: classes x classes, row: label, column: prediction.
struct ClassifierResults {
    int classes = 0;
    QVector<qint64> confusion;
    QVector<Mistake> mistakes;  // by descending confidence, the most confident ones only
    qint64 images = 0, skipped = 0;
    bool complete = true;  // false: canceled before the last image

    ClassifierResults() = default;
    explicit ClassifierResults(int count) : classes(count), confusion(qsizetype(count) * count) {}
    qint64 count(int label, int predicted) const { return confusion.value(qsizetype(label) * classes + predicted); }
    qint64 imagesOf(int label) const;
    qint64 correct() const;
    // The class that images of `label` are most often taken for by mistake; -1: none is.
    int mostConfusedWith(int label) const;
    void add(qint64 index, int label, int predicted, double confidence);
    // Keeps the `most` most confident mistakes.
    void sortMistakes(qsizetype most);
};

// Norms after the input, each activation and at the logits: of the signal x, and of the gradient of the cross entropy.
struct DepthNorm {
    QString name;
    double signal = 0, gradient = 0;
};

struct ClassifiedImage {
    qint64 index = -1;  // of the validation image; -1: a file of the user's
    QString name;
    QImage picture;
    int label = -1;                        // -1: not known
    QVector<std::pair<int, double>> best;  // classes with their probabilities, highest first
    QVector<DepthNorm> depth;
    int gradientClass = -1;  // whose cross entropy the gradients are of: the label, or the prediction
};

}  // namespace isonet::widgets
