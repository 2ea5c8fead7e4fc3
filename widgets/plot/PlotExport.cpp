#include "widgets/plot/PlotExport.h"

#include "widgets/common/CustomPlot.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImageWriter>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace isonet::widgets {
namespace {

QString failure(const QString& file, const QString& reason) {
    return QObject::tr("%1 was not written: %2. Choose another folder or free some space.").arg(file, reason);
}

void paintVectors(QCustomPlot& plot, QPaintDevice* device, const PictureSize& size, double deviceUnitsPerPoint) {
    QCPPainter painter;
    painter.begin(device);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmNonCosmetic);
    painter.scale(deviceUnitsPerPoint, deviceUnitsPerPoint);
    plot.toPainter(&painter, size.points.width(), size.points.height());
    painter.end();
}

QByteArray pdfOf(QCustomPlot& plot, const PictureSize& size, const QString& title) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(title);
        writer.setCreator(QStringLiteral("ISONet Workbench"));
        // Qt sizes text for the device resolution: equal resolutions keep fonts in proportion to the plot.
        writer.setResolution(static_cast<int>(pointsPerInch));
        writer.setPageSize(QPageSize(QSizeF(size.points) / pointsPerInch, QPageSize::Inch, {}, QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        paintVectors(plot, &writer, size, 1.0);
    }
    return bytes;
}

QByteArray svgOf(QCustomPlot& plot, const PictureSize& size, const QString& title) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setTitle(title);
    generator.setResolution(static_cast<int>(pointsPerInch));
    generator.setSize(size.points);
    generator.setViewBox(QRect(QPoint(), size.points));
    paintVectors(plot, &generator, size, 1.0);
    return bytes;
}

QByteArray pngOf(QCustomPlot& plot, const PictureSize& size, const QString& title) {
    QImage image = plot.toPixmap(size.points.width(), size.points.height(), size.scale).toImage();
    image.setDevicePixelRatio(1);
    const int dotsPerMeter = qRound(pointsPerInch * size.scale / 0.0254);
    image.setDotsPerMeterX(dotsPerMeter);
    image.setDotsPerMeterY(dotsPerMeter);
    image.setText(QStringLiteral("Title"), title);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter(&buffer, "png").write(image);
    return bytes;
}

}  // namespace

PlotFormat formatOf(const QString& file) {
    const QString suffix = QFileInfo(file).suffix().toLower();
    return suffix == "pdf" ? PlotFormat::Pdf : suffix == "svg" ? PlotFormat::Svg : PlotFormat::Png;
}

QString savePicture(QCustomPlot& plot, const QString& file, PlotFormat format, const PictureSize& size,
                    const QString& title) {
    if (size.points.width() < 50 || size.points.height() < 50 || size.scale <= 0)
        return QObject::tr("An image of %1 × %2 points is too small. Use at least 50 × 50.")
            .arg(size.points.width())
            .arg(size.points.height());
    const QByteArray bytes = format == PlotFormat::Pdf   ? pdfOf(plot, size, title)
                             : format == PlotFormat::Svg ? svgOf(plot, size, title)
                                                         : pngOf(plot, size, title);
    return saveBytes(bytes, file);
}

QString savePage(const QString& file, const PictureSize& size, const QString& title,
                 const std::function<void(QPainter&)>& paint) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    switch (formatOf(file)) {
        case PlotFormat::Svg: {
            QSvgGenerator generator;
            generator.setOutputDevice(&buffer);
            generator.setTitle(title);
            generator.setResolution(static_cast<int>(pointsPerInch));
            generator.setSize(size.points);
            generator.setViewBox(QRect(QPoint(), size.points));
            QPainter painter(&generator);
            paint(painter);
            break;
        }
        case PlotFormat::Pdf: {
            QPdfWriter writer(&buffer);
            writer.setTitle(title);
            writer.setCreator(QStringLiteral("ISONet Workbench"));
            writer.setResolution(static_cast<int>(pointsPerInch));
            writer.setPageSize(
                QPageSize(QSizeF(size.points) / pointsPerInch, QPageSize::Inch, {}, QPageSize::ExactMatch));
            writer.setPageMargins(QMarginsF(0, 0, 0, 0));
            QPainter painter(&writer);
            paint(painter);
            break;
        }
        case PlotFormat::Png: {
            QImage image((QSizeF(size.points) * size.scale).toSize(), QImage::Format_RGB32);
            image.fill(Qt::white);
            const int dotsPerMeter = qRound(pointsPerInch * size.scale / 0.0254);
            QPainter painter(&image);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.scale(size.scale, size.scale);
            paint(painter);
            painter.end();
            image.setDotsPerMeterX(dotsPerMeter);
            image.setDotsPerMeterY(dotsPerMeter);
            image.setText(QStringLiteral("Title"), title);
            QImageWriter(&buffer, "png").write(image);
            break;
        }
    }
    buffer.close();
    return saveBytes(bytes, file);
}

QString saveBytes(const QByteArray& content, const QString& file) {
    if (content.isEmpty())
        return failure(file, QObject::tr("it would be empty"));
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size() || !out.commit())
        return failure(file, out.errorString());
    return {};
}

}  // namespace isonet::widgets
