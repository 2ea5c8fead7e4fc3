// Draws the proposal network and the box and mask branches of a detector, in place of the classifier.
#pragma once

#include <QCoreApplication>

#include "model/spec/DetectorPlan.h"
#include "training/config/RunConfig.h"
#include "widgets/design/DiagramScene.h"

namespace isonet::widgets {

class DetectorDrawing {
    Q_DECLARE_TR_FUNCTIONS(DetectorDrawing)
public:
    // Draws at `left`, connected to `backbone`, the last box of the backbone.
    DetectorDrawing(DiagramScene& scene, DiagramBox* backbone, double left);
    void draw(const config::RunConfig& config, const spec::DetectorPlan& plan);

private:
    void beginPart(const QString& title, const spec::HeadPlan& part);
    DiagramBox* addBox(BoxKind kind, const QString& title, const QString& detail);
    void endPart();

    DiagramScene& scene_;
    DiagramBox* backbone_;
    DiagramBox* above_ = nullptr;  // in the current part
    double left_, top_ = 0, y_ = 0;
    QString title_, detail_;
};

}  // namespace isonet::widgets
