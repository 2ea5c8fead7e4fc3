#include "widgets/inspect/KernelPage.h"

#include <algorithm>

#include "widgets/inspect/FigureCaptions.h"
#include "widgets/plot/FactPlot.h"
#include "widgets/plot/HeatMap.h"

namespace isonet::widgets {

KernelPage::KernelPage(QWidget* parent) : FigureGrid(parent) {
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
    setFigures({kernel_, channels_, shifts_, deviations_});
    connect(shifts_, &HeatMap::clicked, this, [this](int row, int column) {
        showShift(row, column);
        Q_EMIT shiftChosen(row, column);
    });
}

void KernelPage::showMessage(const QString& message) {
    detail_ = {};
    shiftRow_ = -1;
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
    deviations_->setCaption(QString::fromStdString(rankCaption(rows, layer.toStdString())));
    deviations_->setSeries(selected.x.isEmpty() ? QVector<FactSeries>{all} : QVector<FactSeries>{all, selected});
}

void KernelPage::setDetail(const LayerDetail& detail) {
    const bool sameShifts = detail.shiftRows == detail_.shiftRows && detail.shiftColumns == detail_.shiftColumns &&
                            detail.name == detail_.name && shiftRow_ >= 0;
    detail_ = detail;
    showPicture(kernel_, kernelPicture(detail));
    kernel_->setCaption(QString::fromStdString(kernelCaption(detail)));
    if (detail.residual.empty()) {
        for (auto* map : {shifts_, channels_})
            map->showMessage(tr("The kernel contains non-finite values."));
        shiftRow_ = -1;
        return;
    }
    showPicture(shifts_, shiftPicture(detail));
    shifts_->setCaption(QString::fromStdString(shiftCaption(detail)));
    // The same layer of another epoch keeps its shift.
    if (sameShifts)
        showShift(shiftRow_, shiftColumn_);
    else
        showShift(detail.shiftRows / 2, detail.shiftColumns / 2);
}

void KernelPage::lockRanges(const PictureRanges& ranges) {
    kernel_->lockRange(ranges.kernel);
    shifts_->lockRange(ranges.shifts);
    channels_->lockRange(ranges.pairs);
}

void KernelPage::showShift(int row, int column) {
    if (detail_.residual.empty() || row < 0 || column < 0 || row >= detail_.shiftRows || column >= detail_.shiftColumns)
        return;
    shiftRow_ = row;
    shiftColumn_ = column;
    showPicture(channels_, pairPicture(detail_, row, column));
    channels_->setCaption(QString::fromStdString(channelCaption(detail_, row, column)));
    shifts_->setMarked(row, column);
}

}  // namespace isonet::widgets
