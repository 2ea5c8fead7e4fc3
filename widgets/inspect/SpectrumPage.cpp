#include "widgets/inspect/SpectrumPage.h"

#include <cmath>

#include "widgets/inspect/FigureCaptions.h"
#include "widgets/plot/FactPlot.h"
#include "widgets/plot/HeatMap.h"

namespace isonet::widgets {

SpectrumPage::SpectrumPage(QWidget* parent) : FigureGrid(parent) {
    spectrum_ = new FactPlot(QStringLiteral("spectrumPlot"), tr("Singular values"),
                             tr("<p>All singular values of the convolution on its input grid. For an isometry all are "
                                "1 (dashed).</p>"));
    const QString help =
        tr("<p>The largest or smallest singular value at each spatial frequency, zero frequency in the center: which "
           "patterns the layer amplifies or attenuates.</p>");
    largest_ = new HeatMap(QStringLiteral("frequencyMap"), tr("σ max by frequency"), help, HeatMap::Scale::Sequential);
    smallest_ =
        new HeatMap(QStringLiteral("lowFrequencyMap"), tr("σ min by frequency"), help, HeatMap::Scale::Sequential);
    offsets_ = new FactPlot(QStringLiteral("offsetPlot"), tr("b by channel"),
                            tr("<p>Offset b of SReLU for each output channel, initialized to −1 (dashed). The closer "
                               "to 0, the more of the signal is clipped.</p>"));
    spectrum_->setAxes(tr("σ"), tr("count"), false, true);
    spectrum_->setReferences(1, std::nan(""));
    offsets_->setAxes(tr("channel"), tr("b"));
    offsets_->setWholeX();
    setFigures({spectrum_, largest_, offsets_, smallest_});
}

void SpectrumPage::showMessage(const QString& message) {
    for (auto* map : {largest_, smallest_})
        map->showMessage(message);
    for (auto* plot : {spectrum_, offsets_})
        plot->showMessage(message);
}

void SpectrumPage::setDetail(const LayerDetail& detail) {
    if (detail.residual.empty())
        spectrum_->showMessage(tr("The kernel contains non-finite values."));
    else
        spectrum_->setSeries({histogramOf(QVector<double>(detail.sigma.begin(), detail.sigma.end()), 80)});
    spectrum_->setCaption(QString::fromStdString(spectrumCaption(detail)));
    showFrequencies(largest_, detail, detail.sigmaMax);
    showFrequencies(smallest_, detail, detail.sigmaMin);
    showOffsets(detail);
}

void SpectrumPage::showFrequencies(HeatMap* map, const LayerDetail& detail, const std::vector<float>& values) {
    if (values.empty()) {
        map->showMessage(detail.residual.empty() ? tr("The kernel contains non-finite values.")
                                                 : tr("Not available: the stride does not divide the grid size."));
        return;
    }
    showPicture(map, frequencyPicture(detail, values));
    map->setCaption(QString::fromStdString(frequencyCaption(detail, values)));
}

void SpectrumPage::lockRanges(const PictureRanges& ranges) {
    largest_->lockRange(ranges.largest);
    smallest_->lockRange(ranges.smallest);
}

void SpectrumPage::showOffsets(const LayerDetail& detail) {
    if (detail.offsets.empty()) {
        offsets_->showMessage(tr("No SReLU after %1.").arg(QString::fromStdString(detail.name)));
        return;
    }
    FactSeries b{{}, {}, QVector<double>(detail.offsets.begin(), detail.offsets.end()), 2, FactSeries::Points};
    for (qsizetype i = 0; i < b.y.size(); ++i)
        b.x.append(double(i));
    offsets_->setReferences(std::nan(""), -1);
    offsets_->setSeries({b});
    offsets_->setCaption(QString::fromStdString(offsetCaption(detail)));
}

}  // namespace isonet::widgets
