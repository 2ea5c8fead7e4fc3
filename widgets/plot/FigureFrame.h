// The frame around a plot of fixed values: title, explanation, reset and export above; the canvas, or a message in its
// place; a status line below. Follows the palette. GUI thread only.
#pragma once

#include <QFrame>

#include "widgets/plot/PlotCanvas.h"

class QLabel;
class QStackedWidget;

namespace isonet::widgets {

class FigureFrame : public QFrame {
    Q_OBJECT
public:
    bool isEmpty() const;
    QString title() const { return title_; }
    QString message() const;  // shown in place of the canvas
    void showMessage(const QString& text);
    // What is seen, in a sentence below the plot; empty: none. Hidden with the canvas.
    void setCaption(const QString& text);
    QString caption() const;
    void save();                                                     // asks for a file; nothing if it is empty
    void setSubject(const QString& subject) { subject_ = subject; }  // what is shown, for names of files

protected:
    // `about`: accessible name of the explanation's button.
    FigureFrame(const QString& objectName, const QString& title, const QString& about, const QString& explanation,
                QWidget* parent);

    PlotCanvas* canvas() const { return canvas_; }
    void showCanvas();
    void setTitle(const QString& title);
    void showStatus(const QString& text);  // in the status line
    virtual void restyle(const PlotColors& colors) = 0;
    virtual QString reading(const QPointF&) const { return {}; }  // what is read there; empty: nothing
    void changeEvent(QEvent* event) override;

private:
    QString title_, subject_;
    QStackedWidget* stack_;
    PlotCanvas* canvas_;
    QLabel *titleLabel_, *caption_, *under_, *empty_;
};

}  // namespace isonet::widgets
