#include "widgets/design/DiagramScene.h"

namespace isonet::widgets {

DiagramBox* DiagramScene::addBox(BoxKind kind, const QString& name, const QString& title, const QString& detail,
                                 int stage, const QPointF& centerTop, const QSizeF& size) {
    auto* box = new DiagramBox(kind, name, title, detail, stage, size);
    box->setPos(centerTop - QPointF(size.width() / 2, 0));
    addItem(box);
    boxes_.append(box);
    if (!name.isEmpty())
        byName_.insert(name, box);
    return box;
}

void DiagramScene::addLine(const QVector<QPointF>& points, bool isSkip) {
    auto* line = new DiagramLine(points, isSkip);
    addItem(line);
    lines_.append(line);
}

void DiagramScene::addFrame(const QRectF& rect, const QString& title, const QString& detail, int stage, bool isStage) {
    auto* frame = new DiagramFrame(rect, title, detail, stage, isStage);
    addItem(frame);
    frames_.append(frame);
}

void DiagramScene::clearItems() {
    clear();
    boxes_.clear();
    frames_.clear();
    lines_.clear();
    byName_.clear();
}

void DiagramScene::setColors(const PlotColors& colors) {
    style_.ground = colors.background;
    style_.text = colors.text;
    style_.faint = colors.faint;
    style_.line = colors.axis;
    style_.frame = mixed(colors.background, colors.text, 0.2);
    style_.accent = colors.series(1);
    style_.dark = colors.dark;
    for (int stage = 0; stage <= 4; ++stage)
        style_.stage[stage] = colors.stage(stage);
    for (auto* box : std::as_const(boxes_))
        box->setStyle(&style_);
    for (auto* frame : std::as_const(frames_))
        frame->setStyle(&style_);
    for (auto* line : std::as_const(lines_))
        line->setStyle(&style_);
    update();
}

}  // namespace isonet::widgets
