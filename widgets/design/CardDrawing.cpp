#include "widgets/design/CardDrawing.h"

#include <algorithm>

namespace isonet::widgets {
namespace {

constexpr double laneWidth = 18;  // of a shortcut without operations
constexpr double forkRoom = 14;   // between the card's title and its first box, where a shortcut leaves

}  // namespace

void CardDrawing::addShortcut(const QVector<DiagramBox::Content>& operations) {
    sum_ = column_.size();
    DiagramBox::Content sum;
    sum.kind = BoxKind::Sum;
    sum.title = QStringLiteral("+");
    column_.append(sum);
    shortcut_ = operations;
}

double CardDrawing::widest(const QVector<DiagramBox::Content>& stack) const {
    double width = 0;
    for (const auto& content : stack)
        width = std::max(width, DiagramBox::widthOf(content, scene_.style()));
    return width;
}

double CardDrawing::stackHeight(const QVector<DiagramBox::Content>& stack) const {
    double height = -scene_.style().gap;
    for (const auto& content : stack)
        height += DiagramBox::heightOf(content.kind, scene_.style()) + scene_.style().gap;
    return height;
}

void CardDrawing::finish() {
    const auto& s = scene_.style();
    const bool forks = sum_ >= 0;
    const double lane = !forks ? 0 : shortcut_.isEmpty() ? laneWidth : widest(shortcut_) + s.pad;
    const double width = std::max(widest(column_), card_->headerWidth() - 2 * s.pad - lane);
    const double center = s.pad + lane + width / 2, laneCenter = s.pad + (lane - (shortcut_.isEmpty() ? 0 : s.pad)) / 2;
    const double entry = s.header + 1, first = s.header + (forks ? forkRoom : 0);
    QVector<DiagramWire> wires;
    const auto place = [&](const DiagramBox::Content& content, double middle, double top, double wide) {
        auto* box = scene_.addBox(card_, content);
        box->setSize(QSizeF(wide, DiagramBox::heightOf(content.kind, s)));
        box->setPos(middle - wide / 2, top);
    };

    // Room for the shortcut's operations even if the branch is shorter.
    double branch = stackHeight(column_.mid(0, std::max<qsizetype>(sum_, 0)));
    const double room = shortcut_.isEmpty() ? 0 : std::max(0.0, stackHeight(shortcut_) + s.gap - branch);
    double y = first, sumMiddle = 0;
    QVector<double> tops;
    for (qsizetype i = 0; i < column_.size(); ++i) {
        const double height = DiagramBox::heightOf(column_[i].kind, s);
        if (i == sum_) {
            y += room;
            sumMiddle = y + height / 2;
        }
        tops.append(y);
        y += height + s.gap;
    }
    if (forks && !shortcut_.isEmpty()) {
        const double height = stackHeight(shortcut_), begin = (entry + sumMiddle - height) / 2;
        const double wide = lane - s.pad;
        double top = begin, above = 0;
        for (qsizetype i = 0; i < shortcut_.size(); ++i) {
            place(shortcut_[i], laneCenter, top, wide);
            if (i == 0)
                wires.append({{{center, entry}, {laneCenter, entry}, {laneCenter, top}}, true});
            else
                wires.append({{{laneCenter, above}, {laneCenter, top}}, true});
            above = top + DiagramBox::heightOf(shortcut_[i].kind, s);
            top = above + s.gap;
        }
        wires.append({{{laneCenter, above}, {laneCenter, sumMiddle}, {center - s.smallHeight / 2, sumMiddle}}, true});
    } else if (forks) {
        wires.append(
            {{{center, entry}, {laneCenter, entry}, {laneCenter, sumMiddle}, {center - s.smallHeight / 2, sumMiddle}},
             true});
    }
    double above = entry;
    for (qsizetype i = 0; i < column_.size(); ++i) {
        const double wide = i == sum_ ? s.smallHeight : width;
        if (i > 0 || forks)
            wires.append({{{center, above}, {center, tops[i]}}});
        place(column_[i], center, tops[i], wide);
        above = tops[i] + DiagramBox::heightOf(column_[i].kind, s);
    }
    card_->setContent(QSizeF(2 * s.pad + lane + width, y - s.gap + s.pad), wires);
}

}  // namespace isonet::widgets
