// A report as a text document laid out for pages.
#pragma once

#include <QSizeF>

#include "training/report/Content.h"

class QTextDocument;

namespace isonet::widgets {

// Fills an empty document whose layout has its paint device, for pages of the size `page` without margins. `report`
// must outlive the document. No heading is the last line of a page.
void fillReportText(QTextDocument& document, const report::Report& report, const QSizeF& page);

}  // namespace isonet::widgets
