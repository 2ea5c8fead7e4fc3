#include "widgets/design/DiagramFigure.h"

#include <QPainter>
#include <algorithm>

namespace isonet::widgets {

void layOutForPage(DiagramScene& scene, const QSizeF& page) {
    if (page.isEmpty() || scene.cards().isEmpty())
        return;
    double narrow = 0, whole = 0;
    for (const auto* card : scene.cards()) {
        narrow = std::max(narrow, card->outerSize().width());
        whole += card->outerSize().width() + 3 * scene.style().cardGap;
    }
    double bestWidth = narrow, bestScale = 0;
    for (double width = narrow; width < 1.1 * whole; width *= 1.06) {
        scene.layOut(width);
        const QSizeF size = scene.sceneRect().size();
        const double scale = std::min(page.width() / size.width(), page.height() / size.height());
        if (scale > bestScale * 1.001) {
            bestScale = scale;
            bestWidth = width;
        }
    }
    scene.layOut(bestWidth);
}

QString saveFigure(DiagramScene& scene, const QString& file, const PictureSize& size, const QString& title) {
    scene.clearSelection();
    scene.setColors(PlotColors::print());
    layOutForPage(scene, QSizeF(size.points));
    return savePage(file, size, title, [&](QPainter& painter) {
        const QSizeF whole = scene.sceneRect().size(), page(size.points);
        const QSizeF drawn = whole.scaled(page, Qt::KeepAspectRatio);
        const QPointF corner((page.width() - drawn.width()) / 2, (page.height() - drawn.height()) / 2);
        scene.render(&painter, QRectF(corner, drawn), scene.sceneRect(), Qt::KeepAspectRatio);
    });
}

}  // namespace isonet::widgets
