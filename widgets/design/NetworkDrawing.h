// Draws the plan of a network: a column for the stem and for each stage, blocks from top to bottom, then the classifier
// or the branches of a detector.
#pragma once

#include <QCoreApplication>
#include <map>
#include <string>

#include "model/spec/LayerSettings.h"
#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfig.h"
#include "widgets/design/DiagramScene.h"

namespace isonet::widgets {

class NetworkDrawing {
    Q_DECLARE_TR_FUNCTIONS(NetworkDrawing)
public:
    // Throws std::invalid_argument for an invalid network.
    NetworkDrawing(DiagramScene& scene, const config::RunConfig& config);
    void draw();  // replaces the items of the scene

private:
    void drawStem();
    void drawStage(int number);
    void drawBlock(const spec::BlockPlan& block, double center, bool first);
    void drawShortcut(const spec::BlockPlan& block, double center, double entry);
    void drawHead();
    DiagramBox* addConvolution(const std::string& name, const QPointF& at);
    DiagramBox* addActivation(const std::string& name, const QPointF& at);
    DiagramBox* addPlain(BoxKind kind, const QString& title, const QString& detail, int stage, const QPointF& at);
    void append(DiagramBox* box);  // connects it to the last box

    DiagramScene& scene_;
    const config::RunConfig& config_;
    const spec::NetworkPlan plan_;
    const spec::LayerSettings settings_;  // of layers without overrides
    std::map<std::string, const spec::ConvolutionPlan*> convolutions_;
    std::map<std::string, const spec::ActivationPlan*> activations_;
    DiagramBox* last_ = nullptr;
    double x_ = 0, y_ = 0;  // left edge of the current column, top of the next box
};

}  // namespace isonet::widgets
