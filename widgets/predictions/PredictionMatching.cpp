#include "widgets/predictions/PredictionMatching.h"

namespace isonet::widgets {

double boxOverlap(const QRectF& found, const QRectF& truth, bool crowd) {
    const QRectF common = found & truth;
    const double intersection = std::max(0.0, common.width()) * std::max(0.0, common.height());
    const double area = found.width() * found.height();
    const double total = crowd ? area : area + truth.width() * truth.height() - intersection;
    return total > 0 ? intersection / total : 0;
}

ImageMatch matchObjects(const PredictionImage& image, double overlap) {
    ImageMatch match;
    match.truthOf.fill(ImageMatch::noMatch, image.found.size());
    match.foundOf.fill(ImageMatch::noMatch, image.truth.size());
    match.overlaps.fill(0, image.found.size());
    for (qsizetype i = 0; i < image.found.size(); ++i) {
        const auto& found = image.found[i];
        double best = 0;
        int chosen = ImageMatch::noMatch;
        bool crowd = false;
        for (qsizetype k = 0; k < image.truth.size(); ++k) {
            const auto& truth = image.truth[k];
            if (truth.category != found.category)
                continue;
            const double iou = boxOverlap(found.box, truth.box, truth.crowd);
            if (truth.crowd) {
                crowd = crowd || iou >= overlap;
                continue;
            }
            match.overlaps[i] = std::max(match.overlaps[i], iou);
            if (match.foundOf[k] == ImageMatch::noMatch && iou >= overlap && iou > best) {
                best = iou;
                chosen = int(k);
            }
        }
        if (chosen >= 0) {
            match.truthOf[i] = chosen;
            match.foundOf[chosen] = int(i);
            match.overlaps[i] = best;
        } else if (crowd) {
            match.truthOf[i] = ImageMatch::inCrowd;
        }
    }
    return match;
}

MatchCount countMatches(const PredictionImage& image, const ImageMatch& match, double score, int category) {
    MatchCount count;
    const auto selected = [category](const PredictionObject& object) {
        return category < 0 || object.category == category;
    };
    for (qsizetype i = 0; i < image.found.size(); ++i)
        if (selected(image.found[i]) && image.found[i].score >= score) {
            ++count.found;
            count.matched += match.truthOf[i] >= 0;
        }
    for (const auto& truth : image.truth)
        count.objects += selected(truth) && !truth.crowd;
    return count;
}

}  // namespace isonet::widgets
