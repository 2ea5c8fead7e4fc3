// An image with its ground truth and detections as drawn: which objects are shown, their labels and colors, side by
// side or overlaid. Used on the screen and for export. GUI thread only.
#pragma once

#include <QCoreApplication>
#include <QTransform>
#include <optional>

#include "widgets/predictions/MaskStack.h"
#include "widgets/predictions/PredictionMatching.h"

class QPainter;

namespace isonet::widgets {

class PredictionScene {
    Q_DECLARE_TR_FUNCTIONS(PredictionScene)
public:
    enum class Side { Truth, Found };
    struct Pane {
        QRectF place;
        bool truth = false, found = false;
        QString title;
    };
    struct Shown {  // an object as drawn
        const PredictionObject* object;
        Side side;
        int index;
        QString label;
        Qt::PenStyle line;
    };

    void setCategories(const QStringList& names) { names_ = names; }
    void setImage(const std::optional<PredictionImage>& image);
    void setScore(double threshold) { score_ = threshold; }
    void setCategory(int category);  // below 0: all
    void setOverlaid(bool on) { overlaid_ = on; }
    void setMasksShown(bool on) { masks_ = on; }

    const std::optional<PredictionImage>& image() const { return image_; }
    const ImageMatch& match() const { return match_; }
    bool isOverlaid() const { return overlaid_; }
    QRectF imageRect() const { return image_ ? QRectF(image_->picture.rect()) : QRectF(); }

    QVector<Pane> panes(const QRectF& area) const;
    QVector<Shown> shownObjects(const Pane& pane) const;  // by ascending score
    // From image pixels to the pane: `zoom` 1 fits the image, `center` is the image position in the center of the pane.
    QTransform viewOf(const Pane& pane, double zoom, const QPointF& center) const;
    void paintPane(QPainter& painter, const Pane& pane, const QTransform& view, const QColor& textColor,
                   const PredictionObject* hovered = nullptr) const;

    QSize imageSize() const;                                      // of the exported image, in points
    void paintImage(QPainter& painter, const QSize& size) const;  // the whole image on white

private:
    void paintObject(QPainter& painter, const Shown& shown, const QTransform& view, const QRectF& place,
                     bool hovered) const;
    void paintLabel(QPainter& painter, const Shown& shown, const QRectF& box, const QRectF& place, double lineWidth,
                    const QColor& color) const;
    QString labelOf(const PredictionObject& object, Side side, int index) const;
    bool isMissed(int truth) const;
    bool isShown(const PredictionObject& object, Side side) const;
    const QImage& masksOf(Side side) const;  // of the shown objects
    QImage pictureOf(const Pane& pane) const;
    void restartMasks();

    QStringList names_;
    std::optional<PredictionImage> image_;
    ImageMatch match_;
    mutable MaskStack stacks_[2];  // for masksOf()
    double score_ = 0.5;
    int category_ = -1;
    bool overlaid_ = false, masks_ = true;
};

}  // namespace isonet::widgets
