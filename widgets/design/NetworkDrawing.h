// Draws the plan of a network into a scene: a card for the stem, a section of cards for each stage, then the head or
// the branches of a detector. Reads the plan only; equal blocks are drawn once unless expanded.
#pragma once

#include <QCoreApplication>
#include <QSet>
#include <map>
#include <string>
#include <vector>

#include "model/spec/Architecture.h"
#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfig.h"
#include "widgets/design/BlockGroups.h"
#include "widgets/design/DiagramScene.h"

namespace isonet::widgets {

class CardDrawing;

class NetworkDrawing {
    Q_DECLARE_TR_FUNCTIONS(NetworkDrawing)
public:
    // `expanded`: names of the first blocks of groups of equal blocks that are drawn one by one. Throws
    // std::invalid_argument for an invalid network.
    NetworkDrawing(DiagramScene& scene, const config::RunConfig& config, const QSet<QString>& expanded);
    // Whether both configurations have the same drawing.
    static bool isSame(const config::RunConfig& a, const config::RunConfig& b);
    void draw();  // replaces the items of the scene; the caller lays it out

    QStringList layers() const;  // all convolutions and activations in forward order, hidden ones, too
    bool hasOwnSettings() const { return !own_.empty(); }

private:
    void drawStem();
    void drawStage(int number);
    void drawHead();
    // The block at an index of blocks_, standing for `count` equal ones. `of`: blocks of its group if it is the first.
    void drawBlock(std::size_t index, std::size_t count, std::size_t of, bool expanded);
    void addShortcut(CardDrawing& card, std::size_t index, std::size_t count) const;
    template <typename Layer>
    DiagramBox::Content layer(BoxKind kind, const Layer& plan) const;
    DiagramBox::Content convolution(const spec::ConvolutionPlan& plan) const;
    DiagramBox::Content activation(const spec::ActivationPlan& plan) const;
    QString titled(const QString& title, std::string_view part) const;  // says if the stem, block or head is frozen
    // The same layer of the blocks from `index` on.
    void addMembers(DiagramBox::Content& content, std::size_t index, std::size_t count) const;

    DiagramScene& scene_;
    const config::RunConfig& config_;
    const QSet<QString>& expanded_;
    const spec::NetworkPlan plan_;
    const spec::Architecture architecture_;
    const std::vector<std::string> own_;  // layers with their own settings
    const std::vector<BlockLayers> blocks_;
    const std::vector<BlockGroup> groups_;
    std::map<std::string, const spec::ActivationPlan*> activations_;
    std::map<std::string, const spec::ConvolutionPlan*> convolutions_;
};

}  // namespace isonet::widgets
