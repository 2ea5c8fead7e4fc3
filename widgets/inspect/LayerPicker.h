// One line that chooses a layer: its name in a list, the next and the previous one, its measures, and sparklines of all
// layers. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace isonet::widgets {

class LayerStrip;

class LayerPicker : public QWidget {
    Q_OBJECT
public:
    explicit LayerPicker(QWidget* parent = nullptr);

    void setRows(const std::vector<LayerRow>& rows);  // keeps the layer where there is one of its name
    void setLayer(const QString& name);               // does not emit
    void setNarrow(bool narrow);                      // without the measures
    LayerStrip* strip() const { return strip_; }

Q_SIGNALS:
    void layerChosen(const QString& name);  // by the user

private:
    void show(int row);
    void choose(int row);

    std::vector<LayerRow> rows_;
    QComboBox* names_;
    QToolButton *previous_, *next_;
    QLabel* values_;
    LayerStrip* strip_;
};

}  // namespace isonet::widgets
