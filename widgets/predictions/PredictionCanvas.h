// An image with ground truth and detections, side by side or overlaid: boxes with class and score, and masks in the
// color of the class. Matched objects are solid, missed and unmatched objects dashed, crowds dotted. The wheel and keys
// zoom, dragging pans both sides; a double click shows the whole image. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "widgets/plot/PlotExport.h"
#include "widgets/predictions/PredictionScene.h"

namespace isonet::widgets {

class PredictionCanvas : public QWidget {
    Q_OBJECT
public:
    explicit PredictionCanvas(QWidget* parent = nullptr);

    void setCategories(const QStringList& names);
    void setImage(const std::optional<PredictionImage>& image);  // keeps the view if the size is the same
    const std::optional<PredictionImage>& image() const { return scene_.image(); }
    void showMessage(const QString& message);  // instead of an image
    const QString& message() const { return message_; }
    const ImageMatch& match() const { return scene_.match(); }

    void setScore(double threshold);
    void setCategory(int category);  // below 0: all
    void setOverlaid(bool on);
    void setMasksShown(bool on);
    bool isOverlaid() const { return scene_.isOverlaid(); }

    void fit();
    void zoom(double factor);  // about the center
    double scale() const;      // screen pixels per image pixel

    QSize imageSize() const;                                      // of the exported image, in points
    void paintImage(QPainter& painter, const QSize& size) const;  // the whole image on white
    [[nodiscard]] QString exportImage(const QString& file,
                                      const PictureSize& size);  // returns an error or an empty string
    void copyImage() const;

    QString textAt(const QPointF& position) const;  // description of the object at the position; empty: none

Q_SIGNALS:
    void hovered(const QString& text);
    void stepRequested(int images);  // Left, Right, Page Up, Page Down

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    using Pane = PredictionScene::Pane;
    using Shown = PredictionScene::Shown;
    QTransform viewOf(const Pane& pane) const;  // on the screen
    void zoomAbout(const QPointF& place, double factor);
    const Pane* paneAt(const QVector<Pane>& all, const QPointF& position) const;
    std::optional<Shown> objectAt(const QPointF& position) const;

    PredictionScene scene_;
    QString message_;
    double zoom_ = 1;                            // 1: the whole image is visible
    QPointF center_;                             // image position in the center of each pane
    QPointF dragged_;                            // last position while dragging
    const PredictionObject* hovered_ = nullptr;  // in the image
};

}  // namespace isonet::widgets
