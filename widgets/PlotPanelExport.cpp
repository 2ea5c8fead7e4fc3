// What leaves a PlotPanel: pictures, values, its place on a printed page, a pinned copy.
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QPicture>

#include "widgets/PictureDialog.h"
#include "widgets/PinnedPlot.h"
#include "widgets/PlotPanel.h"
#include "widgets/RunData.h"

namespace isonet::widgets {

PinnedPlot* PlotPanel::pin(std::optional<QPointF> position) {
    if (isEmpty())
        return nullptr;
    const auto* rect = canvas_->axisRect(0);
    const auto place = position ? position : pointer_;
    const ReadOutText text = place ? readOut(*place) : readOut(QPointF(rect->right() - 1, rect->center().y()));
    endHover();
    const double ratio = devicePixelRatioF();
    QPixmap picture = canvas_->toPixmap(canvas_->width(), canvas_->height(), std::max(1.0, ratio));
    picture.setDevicePixelRatio(std::max(1.0, ratio));
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
    QString source;
    if (data_->config())
        source = QString::fromStdString(config::runTitle(*data_->config()));
    auto* pinned =
        new PinnedPlot(text_.title, source, picture, viewOptions().sortsReadOut() ? text.sorted() : text, window());
    pinned->move(mapToGlobal(QPoint(std::max(0, width() - pinned->width() - 24), 48)));
    pinned->show();
    return pinned;
}

QSize PlotPanel::exportSize() const {
    return canvas_->size().expandedTo({640, 400});
}

QString PlotPanel::exportPicture(const QString& file, const PictureSize& size) {
    if (isEmpty())
        return tr("%1 was not written: the plot is empty.").arg(file);
    endHover();
    drawWith(PlotColours::print());
    const QString problem = savePicture(*canvas_, file, formatOf(file), size, text_.title);
    drawWith(PlotColours::of(palette()));
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
    return problem;
}

void PlotPanel::drawWith(const PlotColours& colours) {
    colours_ = colours;
    restyle();
    redraw(*data_);
    choosePens();
}

void PlotPanel::paintForPrint(QPainter& painter, const QRect& place) {
    const QFontMetrics metrics(title_->font());
    const QRect head(place.left() + 6, place.top(), place.width() - 12, metrics.height() + 4);
    painter.setPen(Qt::black);
    painter.setFont(title_->font());
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, text_.title);
    const QRect body = place.adjusted(0, head.height(), 0, 0);
    if (isEmpty()) {
        painter.setFont(font());
        painter.drawText(body, Qt::AlignCenter | Qt::TextWordWrap, emptyText());
        return;
    }
    endHover();
    drawWith(PlotColours::print());
    QPicture picture;
    {
        QCPPainter inner;
        inner.begin(&picture);
        inner.setMode(QCPPainter::pmVectorized);
        inner.setMode(QCPPainter::pmNoCaching);
        inner.setMode(QCPPainter::pmNonCosmetic);
        canvas_->toPainter(&inner, body.width(), body.height());
        inner.end();
    }
    painter.drawPicture(body.topLeft(), picture);
    drawWith(PlotColours::of(palette()));
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
}

QString PlotPanel::exportCsv(const QString& file) {
    if (isEmpty())
        return tr("%1 was not written: the plot is empty.").arg(file);
    return saveBytes(csvOf(*data_), file);
}

void PlotPanel::askForPicture() {
    PictureDialog dialog(text_.title, exportSize(), QString(text_.objectName).remove("Panel"), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString problem = exportPicture(dialog.file(), dialog.size());
    setNote(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(dialog.file())) : problem);
}

void PlotPanel::askForCsv() {
    const QString name = QString(text_.objectName).remove("Panel") + QStringLiteral(".csv");
    QString file = QFileDialog::getSaveFileName(this, tr("Save the values of %1").arg(text_.title),
                                                QDir::home().filePath(name), tr("CSV files (*.csv)"));
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().toLower() != QLatin1String("csv"))
        file += QStringLiteral(".csv");
    const QString problem = exportCsv(file);
    setNote(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(file)) : problem);
}

}  // namespace isonet::widgets
