#include "widgets/form/ShownPlan.h"

namespace isonet::widgets {

std::optional<spec::DetectorPlan> detectorPlanOf(const config::RunConfig& config) {
    if (!config::isDetection(config))
        return std::nullopt;
    const spec::Shape3 image = shownInput(config);
    return spec::detectorPlan(config.model, config.detection.detector, config.penalty, image.height, image.width);
}

spec::NetworkPlan shownPlan(const config::RunConfig& config) {
    if (auto detector = detectorPlanOf(config))
        return std::move(detector->network);
    return spec::plan(config.model, config::penaltyInForce(config));
}

spec::Shape3 shownInput(const config::RunConfig& config) {
    if (config::isDetection(config))
        return {config.model.channels, config.detection.shortSide, config.detection.longSide};
    return {config.model.channels, config.model.height, config.model.width};
}

QString shapeText(const spec::Shape3& shape) {
    if (shape.height == 1 && shape.width == 1)
        return QString::number(shape.channels);
    return QStringLiteral("%1 × %2 × %3").arg(shape.channels).arg(shape.height).arg(shape.width);
}

}  // namespace isonet::widgets
