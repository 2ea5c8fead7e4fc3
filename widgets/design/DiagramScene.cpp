#include "widgets/design/DiagramScene.h"

#include <algorithm>

#include "widgets/design/DiagramFlow.h"

namespace isonet::widgets {

DiagramScene::DiagramScene(QObject* parent) : QGraphicsScene(parent) {
    setItemIndexMethod(NoIndex);  // a few hundred items that move at every resize
}

DiagramScene::~DiagramScene() {
    clear();  // items use style_
}

void DiagramScene::clearItems() {
    clear();
    parts_.clear();
    frames_.clear();
    cards_.clear();
    boxes_.clear();
    order_.clear();
    nodes_.clear();
    hidden_.clear();
    wires_ = nullptr;
    legend_ = nullptr;
}

void DiagramScene::beginSection(const QString& name, const QString& title, const QString& detail, int stage,
                                const QStringList& about) {
    parts_.append(Section{});
    if (title.isEmpty())
        return;
    auto* frame = new DiagramSection(style_, name, title, detail, stage);
    frame->setAbout(about);
    addItem(frame);
    parts_.last().frame = frame;
    frames_.append(frame);
    nodes_.insert(name, frame);
}

DiagramCard* DiagramScene::addCard(const QString& name, const QString& title, int stage) {
    auto* card = new DiagramCard(style_, name, title, stage);
    addItem(card);
    parts_.last().cards.append(card);
    cards_.append(card);
    if (!name.isEmpty()) {
        order_.append(card);
        nodes_.insert(name, card);
    }
    return card;
}

DiagramBox* DiagramScene::addBox(DiagramCard* card, const DiagramBox::Content& content) {
    auto* box = new DiagramBox(style_, content, card->stage());
    box->setParentItem(card);
    boxes_.append(box);
    if (!content.name.isEmpty()) {
        order_.append(box);
        nodes_.insert(content.name, box);
        for (const auto& member : content.members)
            if (member != content.name)
                hidden_.insert(member, card);
    }
    return box;
}

void DiagramScene::hide(const QStringList& names, DiagramCard* pile) {
    for (const auto& name : names)
        if (!nodes_.contains(name))
            hidden_.insert(name, pile);
}

void DiagramScene::layOut(double width) {
    QVector<FlowSection> sections;
    for (const auto& part : std::as_const(parts_)) {
        FlowSection section;
        section.framed = part.frame != nullptr;
        section.headerWidth = part.frame ? part.frame->headerWidth() : 0;
        for (const auto* card : part.cards)
            section.cards.append(card->outerSize());
        sections.append(section);
    }
    const auto places = flowInRows(sections, width, style_);
    for (qsizetype i = 0; i < parts_.size(); ++i) {
        if (parts_[i].frame)
            parts_[i].frame->setRect(places.frames[i]);
        for (qsizetype k = 0; k < parts_[i].cards.size(); ++k)
            parts_[i].cards[k]->setPos(places.cards[i][k]);
    }
    if (!wires_) {
        wires_ = new DiagramWires(style_);
        addItem(wires_);
    }
    wires_->setWires(places.wires);
    QSizeF size = places.size;
    delete legend_;
    legend_ = nullptr;
    if (!legendContent_.isEmpty()) {
        const double inner = std::max(size.width(), width) - 2 * style_.margin;
        legend_ = new DiagramLegendItem(style_, legendContent_, inner);
        legend_->setPos(style_.margin, size.height());
        addItem(legend_);
        const QSizeF legend = legend_->size();
        size = QSizeF(std::max(size.width(), legend.width() + 2 * style_.margin),
                      size.height() + legend.height() + style_.margin);
    }
    setSceneRect(QRectF(QPointF(), size));
}

void DiagramScene::setColors(const PlotColors& colors) {
    style_.setColors(colors);
    update();
}

void DiagramScene::setLegend(const DiagramLegend::Content& content) {
    legendContent_ = content;
}

}  // namespace isonet::widgets
