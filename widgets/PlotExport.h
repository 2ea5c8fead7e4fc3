// A plot as a picture and its values as text. No dialog: a file name in, an error out. Files are written to a temporary
// name and renamed, so a failure leaves an older file whole.
#pragma once

#include <QByteArray>
#include <QSize>
#include <QString>
#include <functional>

#include "widgets/RunData.h"

class QCustomPlot;
class QPainter;

namespace isonet::widgets {

enum class PlotFormat { Png, Pdf, Svg };

inline constexpr double pointsPerInch = 96;

struct PictureSize {
    QSize points{800, 500};  // what the plot lays itself out for; the page's size in PDF and SVG
    double scale = 2;        // PNG pixels per point
};

// By the file's suffix; unknown gives PNG.
PlotFormat formatOf(const QString& file);

// Empty, or a sentence that names the file and the reason. The plot is drawn as it is styled now.
[[nodiscard]] QString savePicture(QCustomPlot& plot, const QString& file, PlotFormat format, const PictureSize& size,
                                  const QString& title);
// Anything that can be painted, on white; the painter's unit is a point.
[[nodiscard]] QString savePage(const QString& file, const PictureSize& size, const QString& title,
                               const std::function<void(QPainter&)>& paint);
[[nodiscard]] QString saveBytes(const QByteArray& content, const QString& file);

// Long format, RFC 4180, '.' decimals, values in the shortest form that reads back the same.
QByteArray scalarCsvHeader();     // tag,step,wall_time,value
QByteArray histogramCsvHeader();  // tag,step,bucket_low,bucket_high,count
void appendCsv(QByteArray& csv, const std::string& tag, const Series& series);
void appendCsv(QByteArray& csv, const std::string& tag, double step, const telemetry::Histogram& histogram);

}  // namespace isonet::widgets
