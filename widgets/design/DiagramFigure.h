// The diagram as a figure: laid out for a page, on white, with its legend.
#pragma once

#include "widgets/design/DiagramScene.h"
#include "widgets/plot/PlotExport.h"

namespace isonet::widgets {

// Lays the scene out in rows of the width at which it fills a page of this size best.
void layOutForPage(DiagramScene& scene, const QSizeF& page);

// Writes the scene, laid out for the page, in print colors; SVG, PDF or PNG by the file's suffix. Text stays text in
// SVG and PDF. Returns an error or an empty string.
[[nodiscard]] QString saveFigure(DiagramScene& scene, const QString& file, const PictureSize& size,
                                 const QString& title);

}  // namespace isonet::widgets
