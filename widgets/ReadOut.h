// The box beside the pointer with every series' value. It lies over the whole window, so a panel's edge never cuts it,
// and takes no mouse events. Many values flow into columns.
#pragma once

#include <QColor>
#include <QPointer>
#include <QString>
#include <QVector>
#include <QWidget>
#include <optional>

namespace isonet::widgets {

struct ReadOutLine {
    QColor colour;  // invalid: no sample
    QString name, value;
    bool strong = false;                // the series under the pointer
    std::optional<double> number = {};  // what `value` says, for sorting
};

struct ReadOutText {
    QString title;
    QVector<ReadOutLine> lines;
    QString note;                     // below the lines
    std::optional<double> crosshair;  // x of the vertical line, plot coordinates
    QString plain() const;            // one line a value: for copying and for tests
    ReadOutText sorted() const;       // lines by number, the largest first; those without one last, in their order
    bool isEmpty() const { return title.isEmpty() && lines.isEmpty(); }
};

class ReadOut : public QWidget {
    Q_OBJECT
public:
    explicit ReadOut(QWidget* window);
    // Beside `pointer` (in the window's coordinates), inside the window.
    void present(const ReadOutText& text, const QPoint& pointer);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void measure();

    ReadOutText text_;
    int rows_ = 0, columns_ = 1, nameWidth_ = 0, valueWidth_ = 0, lineHeight_ = 0;
};

}  // namespace isonet::widgets
