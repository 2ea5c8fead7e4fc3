// The box at the pointer with the value of every series. A child of the window, so that panels do not clip it; ignores
// the mouse. Many values flow into columns.
#pragma once

#include <QColor>
#include <QPointer>
#include <QString>
#include <QVector>
#include <QWidget>
#include <optional>

namespace isonet::widgets {

struct ReadoutLine {
    QColor color;  // invalid: no sample
    QString name, value;
    bool strong = false;                // the series under the pointer
    std::optional<double> number = {};  // of `value`, for sorting
};

struct ReadoutText {
    QString title;
    QVector<ReadoutLine> lines;
    QString note;                     // below the lines
    std::optional<double> crosshair;  // x of the vertical line, plot coordinates
    QString plain() const;            // one line per value, for copying
    // Keeps `most` lines around line `index` and notes how many others (layers) there are.
    void keepAround(qsizetype index, qsizetype most);
    ReadoutText sorted() const;  // by number, descending; lines without one last
    bool isEmpty() const { return title.isEmpty() && lines.isEmpty(); }
};

class Readout : public QWidget {
    Q_OBJECT
public:
    explicit Readout(QWidget* window);
    // Next to `pointer` (window coordinates), inside the window.
    void present(const ReadoutText& text, const QPoint& pointer);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void measure();

    ReadoutText text_;
    int rows_ = 0, columns_ = 1, nameWidth_ = 0, valueWidth_ = 0, lineHeight_ = 0;
};

}  // namespace isonet::widgets
