// Page "Layers": the table of all layers, and next to it the worst ones. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

class QSplitter;

namespace isonet::widgets {

class LayerTable;
class WorstLayers;

class LayersPage : public QWidget {
    Q_OBJECT
public:
    // Shows `table` and takes it.
    explicit LayersPage(LayerTable* table, QWidget* parent = nullptr);

    void setRows(const std::vector<LayerRow>& rows);  // of the worst layers; the table has its own
    void setNarrow(bool narrow);                      // the worst layers below the table

Q_SIGNALS:
    void layerChosen(const QString& name);  // in the lists

private:
    QSplitter* split_;
    WorstLayers* worst_;
};

}  // namespace isonet::widgets
