#include "widgets/sweeps/SweepRowList.h"

#include <QSignalBlocker>

#include "model/spec/Architecture.h"
#include "training/sweeps/ResultsTable.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::widgets {
namespace {

constexpr int rowIdRole = Qt::UserRole + 1;

}  // namespace

SweepRowList::SweepRowList(QWidget* parent) : QListWidget(parent) {
    setObjectName(QStringLiteral("experimentRows"));
    setAccessibleName(tr("Rows to run"));
    setToolTip(tr("Rows to run; press Space to check or uncheck"));
}

void SweepRowList::setSweep(const sweeps::Sweep& sweep) {
    const QSignalBlocker quiet(this);
    clear();
    for (const auto& row : sweep.rows) {
        QString text = tr("%1, %2 layers").arg(QString::fromStdString(row.method)).arg(spec::depthOf(row.config.model));
        if (!row.label.empty())
            text.prepend(QString::fromStdString(row.label) + QStringLiteral(":  "));
        QStringList numbers;
        for (std::size_t metric = 0; metric < telemetry::headlineMetricsOf(row.config).size(); ++metric)
            if (const auto number = sweeps::paperText(row, metric); !number.empty())
                numbers += QString::fromStdString(number);
        if (!numbers.isEmpty())
            text += tr(" – paper: %1").arg(numbers.join(QStringLiteral(" / ")));
        auto* item = new QListWidgetItem(text, this);
        item->setData(rowIdRole, QString::fromStdString(row.id));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    if (count() > 0)
        setCurrentRow(0);
}

std::vector<std::string> SweepRowList::checkedIds() const {
    std::vector<std::string> ids;
    for (int i = 0; i < count(); ++i)
        if (item(i)->checkState() == Qt::Checked)
            ids.push_back(item(i)->data(rowIdRole).toString().toStdString());
    return ids;
}

}  // namespace isonet::widgets
