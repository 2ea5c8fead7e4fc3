#include "training/telemetry/HeadlineMetrics.h"

#include <array>

#include "training/telemetry/Tags.h"

namespace isonet::telemetry {

std::span<const HeadlineMetric> headlineMetricsOf(const config::RunConfig& config) {
    static const std::array<HeadlineMetric, 2> classification{
        HeadlineMetric{"top-1", "top1", tags::validationTop1, 2},
        HeadlineMetric{"certified 36/255", "certified", tags::certified.front(), 2}};
    static const std::array<HeadlineMetric, 2> detection{HeadlineMetric{"box AP", "box_ap", tags::boxAp, 1},
                                                         HeadlineMetric{"mask AP", "mask_ap", tags::maskAp, 1}};
    if (!config::isDetection(config))
        return std::span(classification).first(config.telemetry.certified ? 2 : 1);
    return std::span(detection).first(config.detection.detector.masks ? 2 : 1);
}

}  // namespace isonet::telemetry
