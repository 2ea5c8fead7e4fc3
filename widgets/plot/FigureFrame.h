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
    void changeEvent(QEvent* event) override;

private:
    void save();

    QString title_, subject_;
    QStackedWidget* stack_;
    PlotCanvas* canvas_;
    QLabel *titleLabel_, *under_, *empty_;
};

}  // namespace isonet::widgets
