// Average precision by class: a summary and a sortable table. GUI thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "widgets/predictions/PredictionInfo.h"

class QLabel;
class QStandardItemModel;
class QTableView;

namespace isonet::widgets {

class ApTable : public QWidget {
    Q_OBJECT
public:
    explicit ApTable(QWidget* parent = nullptr);
    void setMetrics(const ApMetrics& metrics);

Q_SIGNALS:
    void classClicked(const QString& name);

private:
    static constexpr int sortRole = Qt::UserRole + 1;

    std::optional<ApMetrics> metrics_;
    QLabel* summary_;
    QTableView* table_;
    QStandardItemModel* rows_;
};

}  // namespace isonet::widgets
