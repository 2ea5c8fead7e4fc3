#include "widgets/design/DiagramFlow.h"

#include <algorithm>

namespace isonet::widgets {
namespace {

struct PlacedCard {
    QRectF rect;
    double entry = 0;      // x left of which an arrow from another line comes down
    double laneAbove = 0;  // y between its line and the line above
    int line = 0;
};

// Lays out one row after another.
class RowFlow {
public:
    RowFlow(const DiagramStyle& style, double width) : s_(style), width_(width), x_(style.margin), y_(style.margin) {}

    FlowPlaces run(const QVector<FlowSection>& sections) {
        for (const auto& section : sections)
            add(section);
        connect();
        places_.size = QSizeF(right_ + s_.margin, bottom_ + s_.margin);
        return std::move(places_);
    }

private:
    void newRow() {
        if (x_ == s_.margin)
            return;
        y_ += rowHeight_ + s_.cardGap;
        x_ = s_.margin;
        rowHeight_ = 0;
        ++line_;
    }

    double widthOf(const FlowSection& section) const {
        double width = -s_.cardGap;
        for (const auto& card : section.cards)
            width += card.width() + s_.cardGap;
        return std::max(width + (section.framed ? 2 * s_.sectionPad : 0), section.headerWidth);
    }

    void add(const FlowSection& section) {
        const double limit = width_ - s_.margin, whole = widthOf(section);
        if (x_ + whole > limit)
            newRow();
        const bool wraps = x_ + whole > limit;
        const double pad = section.framed ? s_.sectionPad : 0, left = x_ + pad;
        double x = left, top = y_ + s_.sectionHeader, height = 0, right = left;
        QVector<QPointF> corners;
        for (const auto& card : section.cards) {
            if (wraps && x > left && x + card.width() + pad > limit) {
                x = left;
                top += height + s_.cardGap;
                height = 0;
                ++line_;
            }
            const bool first = corners.isEmpty();
            corners.append({x, top});
            cards_.append({QRectF(corners.last(), card), first ? x_ - s_.sectionPad / 2 - 1 : left - s_.sectionPad / 2,
                           first ? y_ - s_.cardGap / 2 : top - s_.cardGap / 2, line_});
            x += card.width() + s_.cardGap;
            right = std::max(right, x - s_.cardGap);
            height = std::max(height, card.height());
        }
        const double bottom = top + height + pad;
        QRectF frame;
        if (section.framed)
            frame = QRectF(x_, y_, std::max(right + pad - x_, section.headerWidth), bottom - y_);
        const double end = section.framed ? frame.right() : right;
        places_.frames.append(frame);
        places_.cards.append(corners);
        right_ = std::max(right_, end);
        rowHeight_ = std::max(rowHeight_, bottom - y_);
        bottom_ = std::max(bottom_, bottom);
        x_ = end + s_.cardGap;
        if (wraps)
            newRow();
    }

    // Between lines an arrow goes down right of its card, back to the left in the lane and down again.
    void connect() {
        for (qsizetype i = 1; i < cards_.size(); ++i) {
            const auto &from = cards_[i - 1], &to = cards_[i];
            const QPointF start(from.rect.right(), from.rect.top() + s_.header / 2);
            const QPointF end(to.rect.left(), to.rect.top() + s_.header / 2);
            if (from.line == to.line) {
                places_.wires.append({{start, end}});
                continue;
            }
            const double turn = start.x() + s_.sectionPad / 2;
            places_.wires.append(
                {{start, {turn, start.y()}, {turn, to.laneAbove}, {to.entry, to.laneAbove}, {to.entry, end.y()}, end}});
        }
    }

    const DiagramStyle& s_;
    const double width_;
    double x_, y_, rowHeight_ = 0, right_ = 0, bottom_ = 0;
    int line_ = 0;
    QVector<PlacedCard> cards_;
    FlowPlaces places_;
};

}  // namespace

FlowPlaces flowInRows(const QVector<FlowSection>& sections, double width, const DiagramStyle& style) {
    return RowFlow(style, width).run(sections);
}

}  // namespace isonet::widgets
