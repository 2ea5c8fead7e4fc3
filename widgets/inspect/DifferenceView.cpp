#include "widgets/inspect/DifferenceView.h"

#include <QTabWidget>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/inspect/DifferenceTable.h"
#include "widgets/inspect/FigureGrid.h"
#include "widgets/plot/HeatMap.h"

namespace isonet::widgets {
namespace {

HeatMap* differenceMap(const char* objectName, const QString& title) {
    return new HeatMap(QString::fromLatin1(objectName), title,
                       DifferenceView::tr("<p>Value on the left (A) minus value on the right (B), cell by cell, on a "
                                          "color scale that is symmetric around 0.</p>"),
                       HeatMap::Scale::Diverging);
}

QString sizeOf(const LayerDetail& layer) {
    return QStringLiteral("%1 × %2 × %3 × %4").arg(layer.outputs).arg(layer.inputs).arg(layer.height).arg(layer.width);
}

}  // namespace

DifferenceView::DifferenceView(QWidget* parent)
    : QWidget(parent),
      names_(new PlainLabel),
      tabs_(new QTabWidget),
      kernelGrid_(new FigureGrid),
      spectrumGrid_(new FigureGrid),
      kernel_(differenceMap("kernelDifference", tr("Kernel, A − B"))),
      shifts_(differenceMap("shiftDifference", tr("Norm by shift, A − B"))),
      channels_(differenceMap("channelDifference", tr("Channel pairs, A − B"))),
      largest_(differenceMap("frequencyDifference", tr("σ max by frequency, A − B"))),
      smallest_(differenceMap("lowFrequencyDifference", tr("σ min by frequency, A − B"))),
      table_(new DifferenceTable) {
    setObjectName(QStringLiteral("differenceView"));
    names_->setObjectName(QStringLiteral("differenceNames"));
    names_->setContentsMargins(8, 6, 8, 6);
    names_->setMinimumWidth(40);
    names_->setWordWrap(true);
    kernelGrid_->setFigures({kernel_, channels_, shifts_});
    spectrumGrid_->setFigures({largest_, smallest_});
    for (auto* grid : {kernelGrid_, spectrumGrid_})
        grid->setNarrow(true);
    tabs_->setDocumentMode(true);
    tabs_->setObjectName(QStringLiteral("differenceTabs"));
    tabs_->setUsesScrollButtons(false);
    tabs_->setElideMode(Qt::ElideRight);
    tabs_->addTab(kernelGrid_, tr("Kernel"));
    tabs_->addTab(spectrumGrid_, tr("Spectrum"));
    tabs_->addTab(table_, tr("Layers"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(names_);
    all->addWidget(tabs_, 1);
    setLayers({}, {});
}

void DifferenceView::setNames(const QString& a, const QString& b) {
    names_->setText(tr("A − B: %1 − %2").arg(a, b));
    names_->setToolTip(plainTip(names_->text()));
}

void DifferenceView::setRows(const std::vector<LayerRow>& a, const std::vector<LayerRow>& b) {
    table_->setRows(a, b);
}

void DifferenceView::setLayers(const std::optional<LayerDetail>& a, const std::optional<LayerDetail>& b) {
    a_ = a, b_ = b;
    if (!a || !b) {
        for (auto* map : {kernel_, shifts_, channels_, largest_, smallest_})
            map->showMessage(tr("Choose a layer on both sides."));
        return;
    }
    const QString otherSizes =
        tr("A is %1, B is %2: kernels of different sizes have no difference.").arg(sizeOf(*a), sizeOf(*b));
    showDifference(kernel_, kernelPicture(*a), kernelPicture(*b), otherSizes);
    if (a->residual.empty() || b->residual.empty())
        shifts_->showMessage(tr("A kernel contains non-finite values."));
    else
        showDifference(shifts_, shiftPicture(*a), shiftPicture(*b),
                       tr("The kernels of A and B have different shifts: they have no difference."));
    showPairs();
    const auto frequencies = [&](HeatMap* map, const std::vector<float>& left, const std::vector<float>& right) {
        if (left.empty() || right.empty())
            map->showMessage(tr("Not measured on both sides."));
        else
            showDifference(map, frequencyPicture(*a, left), frequencyPicture(*b, right),
                           tr("The grids of A and B have different sizes: %1 × %2 and %3 × %4.")
                               .arg(a->frequencyRows)
                               .arg(a->frequencyColumns)
                               .arg(b->frequencyRows)
                               .arg(b->frequencyColumns));
    };
    frequencies(largest_, a->sigmaMax, b->sigmaMax);
    frequencies(smallest_, a->sigmaMin, b->sigmaMin);
}

void DifferenceView::showShift(int row, int column) {
    shiftRow_ = row;
    shiftColumn_ = column;
    if (a_ && b_)
        showPairs();
}

void DifferenceView::showPairs() {
    if (a_->residual.empty() || b_->residual.empty()) {
        channels_->showMessage(tr("A kernel contains non-finite values."));
        return;
    }
    if (a_->shiftRows != b_->shiftRows || a_->shiftColumns != b_->shiftColumns || a_->channels != b_->channels ||
        a_->groups != b_->groups) {
        channels_->showMessage(tr("A and B have different numbers of channels or shifts: they have no difference."));
        return;
    }
    const bool known =
        shiftRow_ >= 0 && shiftRow_ < a_->shiftRows && shiftColumn_ >= 0 && shiftColumn_ < a_->shiftColumns;
    const int row = known ? shiftRow_ : a_->shiftRows / 2, column = known ? shiftColumn_ : a_->shiftColumns / 2;
    showDifference(channels_, pairPicture(*a_, row, column), pairPicture(*b_, row, column), {});
    shifts_->setMarked(row, column);
}

void DifferenceView::showDifference(HeatMap* map, const CellPicture& a, const CellPicture& b,
                                    const QString& otherwise) {
    auto picture = differenceOf(a, b);
    if (!picture) {
        map->showMessage(otherwise);
        return;
    }
    picture->title = {};
    picture->describe = [describe = picture->describe](int row, int column, float value) {
        return tr("A − B, %1").arg(describe(row, column, value));
    };
    showPicture(map, *picture);
    double most = 0;
    for (const float value : std::as_const(picture->values))
        most = std::max(most, std::abs(double(value)));
    map->setCaption(most > 0 ? tr("The largest difference is %1.").arg(formatIsometry(most, 3))
                             : tr("A and B are equal."));
}

}  // namespace isonet::widgets
