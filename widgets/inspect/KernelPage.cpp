#include "widgets/inspect/KernelPage.h"

#include <QGridLayout>
#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/plot/FactPlot.h"
#include "widgets/plot/HeatMap.h"

namespace isonet::widgets {

KernelPage::KernelPage(QWidget* parent) : QWidget(parent) {
    kernel_ = new HeatMap(QStringLiteral("kernelMap"), tr("Kernel A"),
                          tr("<p>Each tile is the k × k kernel from an input channel (column) to an output channel "
                             "(row).</p><p>Delta initialization: bright centers on the diagonal, zero elsewhere.</p>"),
                          HeatMap::Scale::Diverging);
    shifts_ = new HeatMap(QStringLiteral("shiftMap"), tr("Conv(A, A) − δ by shift"),
                          tr("<p>Norm of <b>Conv(A, A) − δ</b> at each shift of the kernel against itself; 0 "
                             "everywhere for an isometry. Nonzero values off center: outputs at neighboring positions "
                             "are not orthogonal.</p><p>Click a shift to show its channel pairs.</p>"),
                          HeatMap::Scale::Sequential);
    channels_ = new HeatMap(QStringLiteral("channelMap"), tr("Channel pairs"),
                            tr("<p>Conv(A, A) − δ of each pair of channels at the selected shift: which pairs are not "
                               "orthogonal, and by how much.</p><p>A grouped convolution has one tile for each group, "
                               "row by row; channels of different groups share no input, so that their entries are "
                               "exactly 0 and not shown.</p>"),
                            HeatMap::Scale::Diverging);
    deviations_ =
        new FactPlot(QStringLiteral("deviationPlot"), tr("d against weight deviation"),
                     tr("<p>One point per layer. The weight deviation ‖W Wᵀ − I‖ considers only the flattened kernel; "
                        "on the dashed line both deviations agree.</p><p>Far above: the rows of the kernel are "
                        "orthogonal but the convolution is not. Below: layers that increase the number of channels, "
                        "where the deviation is computed on the input side.</p><p>Values below 0.0001 are shown at "
                        "0.0001.</p>"));
    deviations_->setAxes(tr("weight deviation"), tr("deviation d"), true, true);
    deviations_->setDiagonal(true);
    deviations_->setMinimumRange(QCPRange(smallestDeviation, 1));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setSpacing(4);
    grid->addWidget(kernel_, 0, 0);
    grid->addWidget(channels_, 0, 1);
    grid->addWidget(shifts_, 1, 0);
    grid->addWidget(deviations_, 1, 1);
    for (const int i : {0, 1}) {
        grid->setRowStretch(i, 1);
        grid->setColumnStretch(i, 1);
    }
    connect(shifts_, &HeatMap::clicked, this, &KernelPage::showShift);
}

void KernelPage::showMessage(const QString& message) {
    detail_ = {};
    for (auto* map : {kernel_, shifts_, channels_})
        map->showMessage(message);
    deviations_->showMessage(message);
}

void KernelPage::setDeviations(const std::vector<LayerRow>& rows, const QString& layer) {
    FactSeries all{{}, {}, {}, 6, FactSeries::Points}, selected{layer, {}, {}, 1, FactSeries::Points};
    for (const auto& row : rows) {
        const QString name = QString::fromStdString(row.name);
        auto& series = name == layer ? selected : all;
        series.x.append(std::max(row.weightDeviation, smallestDeviation));
        series.y.append(std::max(row.deviation, smallestDeviation));
        series.labels.append(name);
    }
    deviations_->setSeries(selected.x.isEmpty() ? QVector<FactSeries>{all} : QVector<FactSeries>{all, selected});
}

void KernelPage::setDetail(const LayerDetail& detail) {
    detail_ = detail;
    showKernel();
    if (detail.residual.empty()) {
        for (auto* map : {shifts_, channels_})
            map->showMessage(tr("The kernel contains non-finite values."));
        return;
    }
    showShifts();
    showShift(detail.shiftRows / 2, detail.shiftColumns / 2);
}

// Tiles side by side: row = output * height + y, column = input * width + x.
void KernelPage::showKernel() {
    const auto& d = detail_;
    QVector<float> tiles(qsizetype(d.kernel.size()));
    const int columns = d.inputs * d.width;
    for (int o = 0; o < d.outputs; ++o)
        for (int i = 0; i < d.inputs; ++i)
            for (int y = 0; y < d.height; ++y)
                for (int x = 0; x < d.width; ++x)
                    tiles[(qsizetype(o) * d.height + y) * columns + qsizetype(i) * d.width + x] =
                        d.kernel[((qsizetype(o) * d.inputs + i) * d.height + y) * d.width + x];
    kernel_->setCells(d.outputs * d.height, columns, tiles,
                      [height = d.height, width = d.width](int row, int column, float value) {
                          return tr("A[%1, %2, %3, %4] = %5")
                              .arg(row / height)
                              .arg(column / width)
                              .arg(row % height)
                              .arg(column % width)
                              .arg(formatIsometry(double(value)));
                      });
    kernel_->setAxes(tr("input channel"), {(d.width - 1) / 2.0, double(d.width)}, tr("output channel"),
                     {(d.height - 1) / 2.0, double(d.height)});
    kernel_->setTiles(d.height, d.width);
    kernel_->setTitle(tr("Kernel A, %1 × %2 × %3 × %4%5")
                          .arg(d.outputs)
                          .arg(d.inputs)
                          .arg(d.height)
                          .arg(d.width)
                          .arg(d.dilation > 1 ? tr(", dilation %1").arg(d.dilation) : QString()));
}

void KernelPage::showShifts() {
    const auto& d = detail_;
    const qsizetype shifts = qsizetype(d.shiftRows) * d.shiftColumns,
                    pairs = qsizetype(d.groups) * d.channels * d.channels;
    QVector<float> norms(shifts);
    for (qsizetype pair = 0; pair < pairs; ++pair)
        for (qsizetype s = 0; s < shifts; ++s) {
            const float value = d.residual[pair * shifts + s];
            norms[s] += value * value;
        }
    for (auto& norm : norms)
        norm = std::sqrt(norm);
    const int top = d.shiftRows / 2, left = d.shiftColumns / 2, step = d.shiftStep();
    shifts_->setAxes(tr("horizontal shift, pixels"), {double(left), 1, step}, tr("vertical shift, pixels"),
                     {double(top), 1, step});
    shifts_->setCells(d.shiftRows, d.shiftColumns, norms, [top, left, step](int row, int column, float value) {
        return tr("shift %1, %2: norm %3")
            .arg(step * (row - top))
            .arg(step * (column - left))
            .arg(formatIsometry(double(value)));
    });
}

void KernelPage::showShift(int row, int column) {
    const auto& d = detail_;
    if (d.residual.empty())
        return;
    const int top = d.shiftRows / 2, left = d.shiftColumns / 2, step = d.shiftStep();
    const QString shift = QStringLiteral("%1, %2").arg(step * (row - top)).arg(step * (column - left));
    // One tile for each group, as many rows of tiles as columns.
    const int n = d.channels, groups = d.groups, across = int(std::ceil(std::sqrt(double(groups))));
    const int rows = (groups + across - 1) / across * n, columns = across * n;
    QVector<float> pairs(qsizetype(rows) * columns);
    for (int group = 0; group < groups; ++group)
        for (int r = 0; r < n; ++r)
            for (int c = 0; c < n; ++c)
                pairs[qsizetype(group / across * n + r) * columns + group % across * n + c] =
                    d.residual[(((qsizetype(group) * n + r) * n + c) * d.shiftRows + row) * d.shiftColumns + column];
    channels_->setTitle(groups == 1 ? tr("Channels at shift %1").arg(shift)
                                    : tr("Channels of each group at shift %1; 0 between groups").arg(shift));
    channels_->setAxes(groups == 1 ? tr("channel") : tr("channel, group by group"), {}, tr("channel"), {});
    channels_->setCells(rows, columns, pairs, [n, groups, across](int r, int c, float value) {
        const int group = r / n * across + c / n;
        if (group >= groups)
            return QString();
        const QString pair = tr("channels %1 and %2: %3")
                                 .arg(group * n + r % n)
                                 .arg(group * n + c % n)
                                 .arg(formatIsometry(double(value)));
        return groups == 1 ? pair : tr("group %1, %2").arg(group).arg(pair);
    });
    channels_->setTiles(groups > 1 && n > 1 ? n : 0, groups > 1 && n > 1 ? n : 0);
    shifts_->setMarked(row, column);
}

}  // namespace isonet::widgets
