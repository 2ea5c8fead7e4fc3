// Fills a card of the diagram with boxes from top to bottom, joined by arrows, and a shortcut on their left.
#pragma once

#include <QVector>

#include "widgets/design/DiagramScene.h"

namespace isonet::widgets {

class CardDrawing {
public:
    CardDrawing(DiagramScene& scene, DiagramCard* card) : scene_(scene), card_(card) {}

    void add(const DiagramBox::Content& content) { column_.append(content); }
    // A shortcut from the top of the card to a sum that follows the last box, with operations on it.
    void addShortcut(const QVector<DiagramBox::Content>& operations);
    void finish();  // creates the boxes in forward order: those of the shortcut first

private:
    double stackHeight(const QVector<DiagramBox::Content>& stack) const;
    double widest(const QVector<DiagramBox::Content>& stack) const;

    DiagramScene& scene_;
    DiagramCard* card_;
    QVector<DiagramBox::Content> column_, shortcut_;
    qsizetype sum_ = -1;  // index in column_
};

}  // namespace isonet::widgets
