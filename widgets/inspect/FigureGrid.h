// Figures in two columns that fill the page, or below each other, to scroll, where the page is one of several columns.
// GUI thread only.
#pragma once

#include <QScrollArea>
#include <QVector>

class QGridLayout;

namespace isonet::widgets {

class FigureGrid : public QScrollArea {
    Q_OBJECT
public:
    explicit FigureGrid(QWidget* parent = nullptr);

    void setFigures(const QVector<QWidget*>& figures);  // takes them; row by row
    void setNarrow(bool narrow);                        // one column

private:
    void arrange();

    QVector<QWidget*> figures_;
    QWidget* inner_;
    QGridLayout* grid_;
    bool narrow_ = false;
};

}  // namespace isonet::widgets
