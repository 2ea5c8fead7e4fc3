// An image with what is there and what was found, side by side or one over the other: boxes with class and score, masks
// in the classes' colours. Objects that match are solid, missed and unmatched ones dashed, crowds dotted. Wheel and
// keys zoom, dragging moves, both sides together; a double click shows all. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "widgets/MaskStack.h"
#include "widgets/PlotExport.h"
#include "widgets/PredictionMatching.h"

namespace isonet::widgets {

class PredictionCanvas : public QWidget {
    Q_OBJECT
public:
    explicit PredictionCanvas(QWidget* parent = nullptr);

    void setCategories(const QStringList& names);
    void setImage(const std::optional<SeenImage>& image);  // the view stays where the picture's size is the same
    const std::optional<SeenImage>& image() const { return image_; }
    void showMessage(const QString& words);  // in place of an image
    const QString& message() const { return message_; }
    const ImageMatch& match() const { return match_; }

    void setScore(double least);
    void setCategory(int category);  // below 0: all
    void setOverlaid(bool on);
    void setMasksShown(bool on);
    bool isOverlaid() const { return overlaid_; }

    void fit();
    void zoom(double factor);  // about the middle
    double scale() const;      // screen pixels for a pixel of the image

    QSize pictureSize() const;                                                          // in points, both sides
    void paintPicture(QPainter& painter, const QSize& size) const;                      // all of it, on white
    [[nodiscard]] QString exportPicture(const QString& file, const PictureSize& size);  // empty, or what went wrong
    void copyPicture() const;

    QString textAt(const QPointF& position) const;  // what the pointer is on; empty: nothing

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
    enum class Side { Truth, Found };
    struct Pane {
        QRectF place;
        bool truth = false, found = false;
        QString title;
    };
    struct Seen {  // an object that is shown, and how
        const SeenObject* object;
        Side side;
        int index;
        QString words;
        Qt::PenStyle line;
    };
    QVector<Pane> panes(const QRectF& all) const;
    QVector<Seen> seen(const Pane& pane) const;
    QTransform viewOf(const Pane& pane) const;  // as the screen shows it
    QTransform viewOf(const Pane& pane, double zoom, const QPointF& middle) const;
    void paintPane(QPainter& painter, const Pane& pane, const QTransform& view, bool screen) const;
    void paintObject(QPainter& painter, const Seen& seen, const QTransform& view, const QRectF& place) const;
    QString labelOf(const SeenObject& object, Side side, int index) const;
    const QImage& masksOf(Side side) const;  // of all that are shown
    bool isShown(const SeenObject& object, Side side) const;
    void zoomAbout(const QPointF& place, double factor);
    void restack();  // the masks are of other objects
    const Pane* paneAt(const QVector<Pane>& all, const QPointF& position) const;
    std::optional<Seen> seenAt(const QPointF& position) const;

    QStringList names_;
    std::optional<SeenImage> image_;
    mutable MaskStack stacks_[2];  // masksOf() each side
    QString message_;
    ImageMatch match_;
    double score_ = 0.5;
    int category_ = -1;
    bool overlaid_ = false, masks_ = true;
    double zoom_ = 1;                      // 1: all of the image is seen
    QPointF middle_;                       // of the image, in the middle of each pane
    QPointF dragged_;                      // from here, while a button is down
    const SeenObject* pointed_ = nullptr;  // in image_
};

}  // namespace isonet::widgets
