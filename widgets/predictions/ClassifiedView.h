// One image with its most likely classes, and next to them the norms of its signal and gradient by depth. GUI thread
// only.
#pragma once

#include <QWidget>

#include "widgets/predictions/ClassifierInfo.h"

class QLabel;

namespace isonet::widgets {

class FactPlot;

class ClassifiedView : public QWidget {
    Q_OBJECT
public:
    explicit ClassifiedView(QWidget* parent = nullptr);

    void setImage(const ClassifiedImage& image, const QStringList& classes);
    void showMessage(const QString& message);
    FactPlot* depth() const { return depth_; }
    QString text() const;  // title and most likely classes

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showPicture();

    QImage image_;
    QLabel *picture_, *title_, *best_;
    FactPlot* depth_;
};

}  // namespace isonet::widgets
