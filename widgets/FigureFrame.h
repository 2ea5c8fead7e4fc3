// The frame around a plot of given numbers: title, explanation, fit and export above; the canvas, or words in its
// place; a line below for what the pointer is on. Restyled with the palette. GUI thread only.
#pragma once

#include <QFrame>

#include "widgets/PlotCanvas.h"

class QLabel;
class QStackedWidget;

namespace isonet::widgets {

class FigureFrame : public QFrame {
    Q_OBJECT
public:
    bool isEmpty() const;
    QString title() const { return title_; }
    QString message() const;  // the words in place of the canvas
    void showMessage(const QString& words);

protected:
    // `about` names the explanation's button to screen readers.
    FigureFrame(const QString& objectName, const QString& title, const QString& about, const QString& lesson,
                QWidget* parent);

    PlotCanvas* canvas() const { return canvas_; }
    void showCanvas();
    void setTitle(const QString& title);
    void tell(const QString& words);  // in the line below
    virtual void restyle(const PlotColours& colours) = 0;
    void changeEvent(QEvent* event) override;

private:
    void save();

    QString title_;
    QStackedWidget* stack_;
    PlotCanvas* canvas_;
    QLabel *titleLabel_, *under_, *empty_;
};

}  // namespace isonet::widgets
