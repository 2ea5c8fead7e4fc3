// The rows of a sweep with check marks, and the paper's results. GUI thread only.
#pragma once

#include <QListWidget>
#include <string>
#include <vector>

#include "training/sweeps/Sweep.h"

namespace isonet::widgets {

class SweepRowList : public QListWidget {
    Q_OBJECT
public:
    explicit SweepRowList(QWidget* parent = nullptr);
    void setSweep(const sweeps::Sweep& sweep);  // all rows checked
    std::vector<std::string> checkedIds() const;
};

}  // namespace isonet::widgets
