// Table of a network's layers: deviations, singular values and b. GUI thread only.
#pragma once

#include <QTableWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

namespace isonet::widgets {

class LayerTable : public QTableWidget {
    Q_OBJECT
public:
    explicit LayerTable(QWidget* parent = nullptr);

    // Why the deviation and the smallest singular value of a strided layer are both 0; empty otherwise.
    static QString explanation(const LayerRow& row);
    void setRows(const std::vector<LayerRow>& rows);  // does not emit layerChosen()
    QString layer() const;                            // selected; empty: none
    void chooseLayer(const QString& name);

Q_SIGNALS:
    void layerChosen(const QString& name);

private:
    bool filling_ = false;
};

}  // namespace isonet::widgets
