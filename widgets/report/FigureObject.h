// Figures of a report inside a text document: a title and an image, or why there is none, drawn as vectors on one page.
#pragma once

#include <QObject>
#include <QTextFormat>
#include <QTextObjectInterface>
#include <vector>

#include "training/report/Content.h"

class QTextCursor;
class QTextDocument;

namespace isonet::widgets {

class FigureObject : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)
public:
    // Registers itself with the document, which owns it. `room`: the size of a page's text.
    FigureObject(QTextDocument& document, const QSizeF& room);
    // `figure` stays the caller's, until the document has been drawn.
    void insert(QTextCursor& cursor, const report::Figure& figure);

    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& place, QTextDocument* document, int position,
                    const QTextFormat& format) override;

private:
    double scaleOf(const report::Figure& figure) const;
    double titleHeight() const;
    QFont titleFont() const;

    QTextDocument& document_;
    const QSizeF room_;
    std::vector<const report::Figure*> figures_;
};

}  // namespace isonet::widgets
