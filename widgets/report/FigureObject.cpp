#include "widgets/report/FigureObject.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QSvgRenderer>
#include <QTextCursor>
#include <QTextDocument>
#include <algorithm>

#include "training/report/Svg.h"
#include "widgets/common/PathText.h"

namespace isonet::widgets {
namespace {

constexpr int objectType = QTextFormat::UserObject + 1, figureIndex = QTextFormat::UserProperty + 1;
constexpr double reserve = 36;  // below the height of a page: what its line and block add

}  // namespace

FigureObject::FigureObject(QTextDocument& document, const QSizeF& room)
    : QObject(&document), document_(document), room_(room) {
    document.documentLayout()->registerHandler(objectType, this);
}

void FigureObject::insert(QTextCursor& cursor, const report::Figure& figure) {
    QTextCharFormat format;
    format.setObjectType(objectType);
    format.setProperty(figureIndex, int(figures_.size()));
    figures_.push_back(&figure);
    cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
}

QFont FigureObject::titleFont() const {
    QFont font = document_.defaultFont();
    font.setBold(true);
    return font;
}

double FigureObject::titleHeight() const {
    return QFontMetricsF(titleFont(), document_.documentLayout()->paintDevice()).height() + 4;
}

double FigureObject::scaleOf(const report::Figure& figure) const {
    const double wide = room_.width() / report::figureWidth;
    return std::min(wide, (room_.height() - titleHeight() - reserve) / std::max(figure.height, 1.0));
}

QSizeF FigureObject::intrinsicSize(QTextDocument*, int, const QTextFormat& format) {
    const auto& figure = *figures_.at(std::size_t(format.intProperty(figureIndex)));
    return {room_.width() - 1, titleHeight() + figure.height * scaleOf(figure)};
}

void FigureObject::drawObject(QPainter* painter, const QRectF& place, QTextDocument*, int, const QTextFormat& format) {
    const auto& figure = *figures_.at(std::size_t(format.intProperty(figureIndex)));
    painter->save();
    painter->setFont(titleFont());
    painter->setPen(Qt::black);
    painter->drawText(QRectF(place.topLeft(), QSizeF(place.width(), titleHeight())), Qt::AlignLeft | Qt::AlignTop,
                      pathText(figure.title));
    painter->restore();
    QSvgRenderer image(QByteArray::fromStdString(report::standaloneSvg(figure)));
    const double scale = scaleOf(figure);
    painter->save();
    image.render(painter,
                 QRectF(place.left(), place.top() + titleHeight(), report::figureWidth * scale, figure.height * scale));
    painter->restore();
}

}  // namespace isonet::widgets
