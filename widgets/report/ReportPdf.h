// A report as a PDF file: the same content as the HTML file's, laid out for pages. Any thread.
#pragma once

#include <QByteArray>
#include <QPageSize>
#include <QString>

#include "training/report/Content.h"

namespace isonet::widgets {

// Text stays text, figures stay vectors; a figure is never divided between pages. `footer`: the program and its
// version, on every page next to the page's number.
QByteArray reportPdf(const report::Report& report, QPageSize::PageSizeId pageSize, const QString& footer);

// Letter where inches are used, else A4.
QPageSize::PageSizeId usualPageSize();

}  // namespace isonet::widgets
