// The layers that deviate most from an isometry: by deviation, by smallest and by largest singular value. A click or
// Enter chooses the layer. GUI thread only.
#pragma once

#include <QWidget>
#include <array>
#include <vector>

#include "widgets/design/LayerInfo.h"

class QTableWidget;

namespace isonet::widgets {

class WorstLayers : public QWidget {
    Q_OBJECT
public:
    enum class By { Deviation, SmallestSigma, LargestSigma };
    static constexpr int shown = 5;

    explicit WorstLayers(QWidget* parent = nullptr);

    void setRows(const std::vector<LayerRow>& rows);
    QTableWidget* list(By by) const { return lists_[std::size_t(by)]; }

    // Indices of the worst layers, worst first; values that are not finite are worst, equal ones stay in order.
    static std::vector<std::size_t> worst(const std::vector<LayerRow>& rows, By by, int most = shown);

Q_SIGNALS:
    void layerChosen(const QString& name);

private:
    std::array<QTableWidget*, 3> lists_{};
};

}  // namespace isonet::widgets
