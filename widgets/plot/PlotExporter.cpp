#include "widgets/plot/PlotExporter.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QPainter>
#include <QPicture>
#include <algorithm>

#include "widgets/common/OverwriteQuestion.h"
#include "widgets/plot/ExportDialog.h"
#include "widgets/plot/PinnedPlot.h"
#include "widgets/plot/PlotPanel.h"

namespace isonet::widgets {
namespace {

// Narrower images have smaller text, down to three quarters: 7 points in a column of a paper.
constexpr double fullTextWidth = 480, smallestText = 0.75;

QString emptyPlot(const QString& file) {
    return PlotExporter::tr("%1 was not written: the plot is empty.").arg(file);
}

QSize imageSize(const PlotPanel& panel) {
    return panel.canvas()->size().expandedTo({640, 400});
}

// Suggested file name without a suffix: "isonet-20 loss".
QString baseName(const PlotPanel& panel) {
    const QString plot = panel.objectName().remove("Panel").remove(QStringLiteral("compare/"));
    return fileNamePart(panel.content().subject() + QLatin1Char(' ') + plot);
}

}  // namespace

PlotExporter::PlotExporter(PlotPanel& panel) : QObject(&panel), panel_(panel) {}

QString PlotExporter::saveImage(const QString& file, const PictureSize& size) {
    if (panel_.isEmpty())
        return emptyPlot(file);
    QString problem;
    drawAt(size.points.expandedTo({50, 50}),
           [&] { problem = savePicture(*panel_.canvas(), file, formatOf(file), size, panel_.title()); });
    return problem;
}

void PlotExporter::drawAt(const QSize& size, const std::function<void()>& draw) {
    auto* canvas = panel_.canvas();
    const QRect screen = canvas->viewport();
    canvas->setViewport(QRect(QPoint(), size));
    canvas->replot();  // the plot chooses its details by the size of its axes
    panel_.drawIn(PlotColors::print(), std::clamp(size.width() / fullTextWidth, smallestText, 1.0));
    draw();
    canvas->setViewport(screen);
    canvas->replot();
    panel_.drawIn(PlotColors::of(panel_.palette()));
    canvas->replot(QCustomPlot::rpQueuedRefresh);
}

QString PlotExporter::saveCsv(const QString& file) {
    return panel_.isEmpty() ? emptyPlot(file) : saveBytes(panel_.csv(), file);
}

void PlotExporter::paint(QPainter& painter, const QRect& place) {
    const QFont titleFont = panel_.titleFont();
    const QRect head(place.left() + 6, place.top(), place.width() - 12, QFontMetrics(titleFont).height() + 4);
    painter.setPen(Qt::black);
    painter.setFont(titleFont);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, panel_.title());
    const QRect body = place.adjusted(0, head.height(), 0, 0);
    if (panel_.isEmpty()) {
        painter.setFont(panel_.font());
        painter.drawText(body, Qt::AlignCenter | Qt::TextWordWrap, panel_.emptyText());
        return;
    }
    QPicture picture;
    drawAt(body.size(), [&] {
        QCPPainter inner;
        inner.begin(&picture);
        inner.setMode(QCPPainter::pmVectorized);
        inner.setMode(QCPPainter::pmNoCaching);
        inner.setMode(QCPPainter::pmNonCosmetic);
        panel_.canvas()->toPainter(&inner, body.width(), body.height());
        inner.end();
    });
    painter.drawPicture(body.topLeft(), picture);
}

PinnedPlot* PlotExporter::pin(std::optional<QPointF> position) {
    if (panel_.isEmpty())
        return nullptr;
    auto* canvas = panel_.canvas();
    const auto* rect = canvas->axisRect(0);
    if (!position)
        position = panel_.pointer();
    ReadoutText text = panel_.readout(position.value_or(QPointF(rect->right() - 1, rect->center().y())));
    if (panel_.viewOptions().sortsReadout())
        text = text.sorted();
    panel_.endHover();
    const double ratio = std::max(1.0, panel_.devicePixelRatioF());
    QPixmap image = canvas->toPixmap(canvas->width(), canvas->height(), ratio);
    image.setDevicePixelRatio(ratio);
    canvas->replot(QCustomPlot::rpQueuedRefresh);
    auto* pinned = new PinnedPlot(panel_.title(), panel_.content().subject(), image, text, panel_.window());
    pinned->move(panel_.mapToGlobal(QPoint(std::max(0, panel_.width() - pinned->width() - 24), 48)));
    pinned->show();
    return pinned;
}

void PlotExporter::askForImage() {
    ExportDialog dialog(panel_.title(), imageSize(panel_), baseName(panel_), &panel_);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString problem = saveImage(dialog.file(), dialog.size());
    Q_EMIT reported(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(dialog.file())) : problem);
}

void PlotExporter::askForCsv() {
    QString file = QFileDialog::getSaveFileName(&panel_, tr("Save the values of %1").arg(panel_.title()),
                                                QDir::home().filePath(baseName(panel_) + QStringLiteral(".csv")),
                                                tr("CSV files (*.csv)"));
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().toLower() != QLatin1String("csv")) {
        file += QStringLiteral(".csv");
        if (!mayWrite(file, &panel_))
            return;
    }
    const QString problem = saveCsv(file);
    Q_EMIT reported(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(file)) : problem);
}

void PlotExporter::copyImage() {
    auto* canvas = panel_.canvas();
    QApplication::clipboard()->setPixmap(canvas->toPixmap(canvas->width(), canvas->height(), 2));
    canvas->replot(QCustomPlot::rpQueuedRefresh);
}

void PlotExporter::copyCsv() {
    if (!panel_.isEmpty())
        QApplication::clipboard()->setText(QString::fromUtf8(panel_.csv()));
}

}  // namespace isonet::widgets
