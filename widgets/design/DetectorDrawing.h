// Draws the proposal network and the box and mask branches of a detector, in place of the head.
#pragma once

#include <QCoreApplication>

#include "model/spec/DetectorPlan.h"
#include "training/config/RunConfig.h"
#include "widgets/design/CardDrawing.h"

namespace isonet::widgets {

class DetectorDrawing {
    Q_DECLARE_TR_FUNCTIONS(DetectorDrawing)
public:
    explicit DetectorDrawing(DiagramScene& scene) : scene_(scene) {}
    void draw(const config::RunConfig& config, const spec::DetectorPlan& plan);

private:
    CardDrawing beginPart(const QString& title, const spec::HeadPlan& part);

    DiagramScene& scene_;
};

}  // namespace isonet::widgets
