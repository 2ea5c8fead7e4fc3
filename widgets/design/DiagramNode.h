// A named part of the diagram that can be selected: the box of a layer, the card of a block, the frame of a stage.
// Draws nothing itself. The style must outlive it.
#pragma once

#include <QGraphicsItem>
#include <QStringList>

#include "widgets/design/DiagramStyle.h"

namespace isonet::widgets {

class DiagramNode : public QGraphicsItem {
public:
    // Without a name the part is not selectable.
    DiagramNode(const DiagramStyle& style, const QString& name) : style_(style), name_(name) {
        setFlag(ItemIsSelectable, !name.isEmpty());
    }

    const QString& name() const { return name_; }
    // Lines of the tooltip, also read by screen readers; the first one is the heading.
    void setAbout(const QStringList& lines) {
        about_ = lines;
        showAbout();
    }
    // More lines below them, which change while the diagram stays: measured values.
    void setNotes(const QStringList& lines) {
        notes_ = lines;
        showAbout();
    }
    QStringList about() const { return about_ + notes_; }

protected:
    const DiagramStyle& style() const { return style_; }

private:
    void showAbout() {
        auto lines = about();
        for (auto& line : lines)
            line = line.toHtmlEscaped();
        if (!lines.isEmpty())
            lines.first() = QStringLiteral("<b>%1</b>").arg(lines.first());
        setToolTip(lines.join(QStringLiteral("<br>")));
    }

    const DiagramStyle& style_;
    QString name_;
    QStringList about_, notes_;
};

}  // namespace isonet::widgets
