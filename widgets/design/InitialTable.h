// Table of each layer's isometry at initialization. GUI thread only.
#pragma once

#include <QTableWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

namespace isonet::widgets {

class InitialTable : public QTableWidget {
    Q_OBJECT
public:
    explicit InitialTable(QWidget* parent = nullptr);
    void setRows(const std::vector<LayerRow>& rows);
    void selectLayer(const QString& name);
    QString selectedLayer() const;  // empty: none
};

}  // namespace isonet::widgets
