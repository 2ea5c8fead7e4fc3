// The layers whose names contain a text, one after the other.
#pragma once

#include <QStringList>

#include "widgets/design/DiagramScene.h"

namespace isonet::widgets {

class DiagramSearch {
public:
    int find(const QStringList& layers, const QString& text);  // returns their number; an empty text finds nothing
    const QString& text() const { return text_; }
    QString next();  // empty: none; begins again after the last one
    void mark(const DiagramScene& scene) const;

private:
    QString text_;
    QStringList found_;
    qsizetype shown_ = -1;
};

}  // namespace isonet::widgets
