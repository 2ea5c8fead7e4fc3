// Writing plots to image files. No dialogs: a file name in, an error out. Files are written under a temporary name and
// renamed, so a failure leaves an existing file intact.
#pragma once

#include <QByteArray>
#include <QSize>
#include <QString>
#include <functional>

class QCustomPlot;
class QPainter;

namespace isonet::widgets {

enum class PlotFormat { Png, Pdf, Svg };

inline constexpr double pointsPerInch = 96;

struct PictureSize {
    QSize points{800, 500};  // layout size; page size in PDF and SVG
    double scale = 2;        // PNG pixels per point
};

// By the file's suffix; unknown gives PNG.
PlotFormat formatOf(const QString& file);

// Empty, or an error that names the file and the reason. The plot is drawn in its current style.
[[nodiscard]] QString savePicture(QCustomPlot& plot, const QString& file, PlotFormat format, const PictureSize& size,
                                  const QString& title);
// Anything that can be painted, on white. The painter's unit is one point.
[[nodiscard]] QString savePage(const QString& file, const PictureSize& size, const QString& title,
                               const std::function<void(QPainter&)>& paint);
[[nodiscard]] QString saveBytes(const QByteArray& content, const QString& file);

}  // namespace isonet::widgets
