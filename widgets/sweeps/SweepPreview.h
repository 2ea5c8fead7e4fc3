// Table of the runs that a sweep generates, the first ones of many. GUI thread only.
#pragma once

#include <QTableWidget>

#include "training/sweeps/Sweep.h"

namespace isonet::widgets {

class SweepPreview : public QTableWidget {
    Q_OBJECT
public:
    explicit SweepPreview(QWidget* parent = nullptr);
    void setRows(const std::vector<sweeps::SweepRow>& rows);
};

}  // namespace isonet::widgets
