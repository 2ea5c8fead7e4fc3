#include "widgets/predictions/ClassifierInfo.h"

#include <algorithm>

namespace isonet::widgets {

qint64 ClassifierResults::imagesOf(int label) const {
    qint64 sum = 0;
    for (int predicted = 0; predicted < classes; ++predicted)
        sum += count(label, predicted);
    return sum;
}

qint64 ClassifierResults::correct() const {
    qint64 sum = 0;
    for (int label = 0; label < classes; ++label)
        sum += count(label, label);
    return sum;
}

int ClassifierResults::mostConfusedWith(int label) const {
    int most = -1;
    for (int predicted = 0; predicted < classes; ++predicted)
        if (predicted != label && count(label, predicted) > (most < 0 ? 0 : count(label, most)))
            most = predicted;
    return most;
}

void ClassifierResults::add(qint64 index, int label, int predicted, double confidence) {
    ++images;
    if (label < 0 || label >= classes || predicted < 0 || predicted >= classes)
        return;
    ++confusion[qsizetype(label) * classes + predicted];
    if (label != predicted)
        mistakes.append({index, label, predicted, confidence});
}

void ClassifierResults::sortMistakes(qsizetype most) {
    std::ranges::stable_sort(mistakes, std::greater(), &Mistake::confidence);
    mistakes.resize(std::min(mistakes.size(), most));
}

}  // namespace isonet::widgets
