// Differences A - B of the measures of two networks' layers, by name. GUI thread only.
#pragma once

#include <QTableWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

namespace isonet::widgets {

class DifferenceTable : public QTableWidget {
    Q_OBJECT
public:
    explicit DifferenceTable(QWidget* parent = nullptr);

    // Layers of only one network have no differences.
    void setRows(const std::vector<LayerRow>& a, const std::vector<LayerRow>& b);
};

}  // namespace isonet::widgets
