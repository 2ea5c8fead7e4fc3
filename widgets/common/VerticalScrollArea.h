// A scroll area without a horizontal scroll bar, which is never narrower than what it scrolls. GUI thread only.
#pragma once

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <algorithm>

namespace isonet::widgets {

class VerticalScrollArea : public QScrollArea {
public:
    explicit VerticalScrollArea(QWidget* parent = nullptr) : QScrollArea(parent) {
        setFrameShape(QFrame::NoFrame);
        setWidgetResizable(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::ClickFocus);  // it scrolls to the field that has the focus
    }

    QSize minimumSizeHint() const override {
        const QSize plain = QScrollArea::minimumSizeHint();
        if (!widget())
            return plain;
        const int width = widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width();
        return {std::max(plain.width(), width), plain.height()};
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched == widget() && event->type() == QEvent::LayoutRequest)
            updateGeometry();
        return QScrollArea::eventFilter(watched, event);
    }
};

}  // namespace isonet::widgets
