#include "widgets/InspectView.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QSplitter>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/FactPlot.h"
#include "widgets/FontScale.h"
#include "widgets/Format.h"
#include "widgets/HeatMap.h"

namespace isonet::widgets {

InspectView::InspectView(QWidget* parent) : QWidget(parent), split_(new QSplitter) {
    setObjectName(QStringLiteral("inspectView"));
    split_->addWidget(makeTable());
    split_->addWidget(makePictures());
    split_->setStretchFactor(0, 0);
    split_->setStretchFactor(1, 1);
    split_->setSizes({fontScaled(340), 600});
    split_->setHandleWidth(1);
    connect(split_, &QSplitter::splitterMoved, this, [this] { widthChosen_ = true; });
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(makeBar());
    all->addWidget(split_, 1);
    clear(tr("No run is open. Choose one in the list of runs, then a checkpoint here."));
}

void InspectView::clear(const QString& why) {
    rows_.clear();
    detail_ = {};
    filling_ = true;
    table_->setRowCount(0);
    filling_ = false;
    words_->setText(why);
    words_->setToolTip(why);
    for (auto* map : {kernel_, shifts_, channels_, frequencies_, lowest_})
        map->showMessage(why);
    for (auto* plot : {spectrum_, offsets_, deviations_})
        plot->showMessage(why);
    signals_->showMessage(tr("\"Follow signals\" sends images through the network and gradients back."));
    jacobian_->showMessage(
        tr("\"Measure Jacobian\" takes seconds for a small network, minutes for a large one; it can "
           "be cancelled."));
    under_->clear();
    setProgress({}, 0, 0);
    for (auto* button : {signalButton_, jacobianButton_})
        button->setEnabled(false);
}

void InspectView::setSources(const QStringList& titles, const QStringList& values, const QString& why) {
    const QString kept = source();
    sources_->clear();
    for (qsizetype i = 0; i < titles.size(); ++i)
        sources_->addItem(titles[i], values.value(i));
    const int at = sources_->findData(kept);
    sources_->setCurrentIndex(at >= 0 ? at : titles.isEmpty() ? -1 : 0);
    sources_->setEnabled(!titles.isEmpty());
    if (titles.isEmpty())
        clear(why);
}

QString InspectView::source() const {
    return sources_->currentData().toString();
}

void InspectView::chooseSource(const QString& value) {
    if (const int at = sources_->findData(value); at >= 0)
        sources_->setCurrentIndex(at);
}

void InspectView::setOpened(const QString& title) {
    words_->setText(title);
    words_->setToolTip(title);
    for (auto* button : {signalButton_, jacobianButton_})
        button->setEnabled(true);
}

void InspectView::setRows(const std::vector<LayerRow>& rows, bool complete) {
    const QString kept = layer();
    rows_ = rows;
    filling_ = true;
    table_->setRowCount(int(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        const double values[] = {row.deviation, row.weightDeviation, row.sigmaMin,
                                 row.sigmaMean, row.sigmaMax,        row.offsetMean.value_or(std::nan(""))};
        for (int column = 0; column < table_->columnCount(); ++column) {
            const QString text = column == 0                      ? row.name
                                 : column == 6 && !row.offsetMean ? QStringLiteral("–")
                                                                  : formatIsometry(values[column - 1], 3);
            auto* item = new QTableWidgetItem(text);
            item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
            if (column == 0) {
                QStringList shape;
                for (const auto size : row.shape)
                    shape.append(QString::number(size));
                item->setToolTip(tr("kernel %1, stride %2%3, grid %4 × %5%6")
                                     .arg(shape.join(QStringLiteral(" × ")))
                                     .arg(row.stride)
                                     .arg(row.dilation > 1 ? tr(", dilation %1").arg(row.dilation) : QString())
                                     .arg(row.gridHeight)
                                     .arg(row.gridWidth)
                                     .arg(row.penalized ? tr(", penalised") : QString()));
            }
            table_->setItem(int(i), column, item);
        }
    }
    fitTable();
    filling_ = false;
    if (!kept.isEmpty() && layer() != kept)
        chooseLayer(kept);
    else if (kept.isEmpty() && complete && !rows.empty())
        chooseLayer(rows[std::min<std::size_t>(1, rows.size() - 1)].name);
    showDeviations();
}

// As wide as its columns, until someone moves the handle beside it.
void InspectView::fitTable() {
    table_->resizeColumnsToContents();
    int width = table_->verticalScrollBar()->sizeHint().width();
    for (int column = 0; column < table_->columnCount(); ++column)
        width += table_->columnWidth(column);
    if (!widthChosen_)
        split_->setSizes({width, std::max(split_->width() - width, 1)});
}

void InspectView::showDeviations() {
    if (rows_.empty())
        return;
    FactSeries all{{}, {}, {}, 6, FactSeries::Points}, chosen{layer(), {}, {}, 1, FactSeries::Points};
    for (const auto& row : rows_) {
        auto& series = row.name == layer() ? chosen : all;
        series.x.append(std::max(row.weightDeviation, smallestDeviation));
        series.y.append(std::max(row.deviation, smallestDeviation));
        series.labels.append(row.name);
    }
    deviations_->setSeries(chosen.x.isEmpty() ? QVector<FactSeries>{all} : QVector<FactSeries>{all, chosen});
}

QString InspectView::layer() const {
    const auto chosen = table_->selectionModel()->selectedRows();
    return chosen.isEmpty() || !table_->item(chosen.first().row(), 0) ? QString()
                                                                      : table_->item(chosen.first().row(), 0)->text();
}

void InspectView::chooseLayer(const QString& name) {
    for (int row = 0; row < table_->rowCount(); ++row)
        if (table_->item(row, 0)->text() == name) {
            table_->selectRow(row);
            table_->scrollToItem(table_->item(row, 0));
        }
}

void InspectView::setDetail(const LayerDetail& detail) {
    if (detail.name != layer())
        return;
    detail_ = detail;
    const auto& d = detail_;
    // The tiles side by side: row = output * height + y, column = input * width + x.
    QVector<float> tiles(d.kernel.size());
    const int columns = d.inputs * d.width;
    for (int o = 0; o < d.outputs; ++o)
        for (int i = 0; i < d.inputs; ++i)
            for (int y = 0; y < d.height; ++y)
                for (int x = 0; x < d.width; ++x)
                    tiles[qsizetype(o * d.height + y) * columns + i * d.width + x] =
                        d.kernel[((qsizetype(o) * d.inputs + i) * d.height + y) * d.width + x];
    kernel_->setCells(d.outputs * d.height, columns, tiles, [d](int row, int column, float value) {
        return tr("A[%1, %2, %3, %4] = %5")
            .arg(row / d.height)
            .arg(column / d.width)
            .arg(row % d.height)
            .arg(column % d.width)
            .arg(formatIsometry(double(value)));
    });
    kernel_->setTiles(d.height, d.width);
    kernel_->setTitle(tr("Kernel A, %1 × %2 × %3 × %4%5")
                          .arg(d.outputs)
                          .arg(d.inputs)
                          .arg(d.height)
                          .arg(d.width)
                          .arg(d.dilation > 1 ? tr(", dilation %1").arg(d.dilation) : QString()));
    if (d.residual.isEmpty()) {
        for (auto* map : {shifts_, channels_, frequencies_, lowest_})
            map->showMessage(tr("This kernel holds numbers that are not finite."));
        spectrum_->showMessage(tr("This kernel holds numbers that are not finite."));
    } else {
        QVector<float> norms(d.shifts * d.shifts);
        for (int pair = 0; pair < d.channels * d.channels; ++pair)
            for (int s = 0; s < d.shifts * d.shifts; ++s) {
                const float value = d.residual[qsizetype(pair) * d.shifts * d.shifts + s];
                norms[s] += value * value;
            }
        for (auto& norm : norms)
            norm = std::sqrt(norm);
        const int half = d.shifts / 2, step = d.stride * d.dilation;
        shifts_->setCells(d.shifts, d.shifts, norms, [half, step](int row, int column, float value) {
            return tr("shift %1, %2: norm %3")
                .arg(step * (row - half))
                .arg(step * (column - half))
                .arg(formatIsometry(double(value)));
        });
        showShift(half, half);
        spectrum_->setSeries({histogramOf(d.sigma, 80)});
    }
    showFrequencies();
    if (d.offsets.isEmpty()) {
        offsets_->showMessage(tr("No SReLU follows %1.").arg(d.name));
    } else {
        FactSeries b{{}, {}, d.offsets, 2, FactSeries::Points};
        for (qsizetype i = 0; i < d.offsets.size(); ++i)
            b.x.append(double(i));
        offsets_->setReferences(std::nan(""), -1);
        offsets_->setSeries({b});
    }
}

void InspectView::showShift(int row, int column) {
    const auto& d = detail_;
    if (d.residual.isEmpty())
        return;
    shiftRow_ = row, shiftColumn_ = column;
    const int half = d.shifts / 2, step = d.stride * d.dilation;
    QVector<float> pairs(d.channels * d.channels);
    for (int pair = 0; pair < pairs.size(); ++pair)
        pairs[pair] = d.residual[qsizetype(pair) * d.shifts * d.shifts + row * d.shifts + column];
    channels_->setTitle(tr("Channels at shift %1, %2").arg(step * (row - half)).arg(step * (column - half)));
    channels_->setCells(d.channels, d.channels, pairs, [](int r, int c, float value) {
        return tr("channels %1 and %2: %3").arg(r).arg(c).arg(formatIsometry(double(value)));
    });
    shifts_->setMarked(row, column);
}

void InspectView::showFrequencies() {
    const auto& d = detail_;
    const int halfRows = d.frequencyRows / 2, halfColumns = d.frequencyColumns / 2;
    for (const auto& [map, values] : {std::pair(frequencies_, &d.sigmaMax), std::pair(lowest_, &d.sigmaMin)}) {
        if (values->isEmpty()) {
            if (!d.name.isEmpty() && !d.residual.isEmpty())
                map->showMessage(
                    tr("The stride does not divide the grid: this operator has no spectrum by frequency."));
            continue;
        }
        map->setCells(d.frequencyRows, d.frequencyColumns, *values,
                      [halfRows, halfColumns](int row, int column, float value) {
                          return tr("frequency %1, %2: σ = %3")
                              .arg(row - halfRows)
                              .arg(column - halfColumns)
                              .arg(formatIsometry(double(value)));
                      });
    }
}

void InspectView::setSignals(const std::vector<SignalRow>& rows, const QString& images) {
    FactSeries forward{tr("signal, forward"), {}, {}, 0, FactSeries::Line},
        backward{tr("gradient, backward"), {}, {}, 1, FactSeries::Line};
    double at = 0;
    for (const auto& row : rows) {
        if (row.isActivation)
            continue;
        for (auto* series : {&forward, &backward}) {
            series->x.append(at);
            series->labels.append(row.name);
        }
        forward.y.append(row.forwardGain);
        backward.y.append(row.backwardGain);
        at += 1;
    }
    signals_->setSeries({forward, backward});
    under_->setText(tr("Measured on %1").arg(images));
}

void InspectView::setJacobian(const JacobianFacts& facts, const QString& images) {
    QVector<FactSeries> series;
    for (std::size_t i = 0; i < facts.values.size(); ++i) {
        FactSeries one{i < 7 ? tr("image %1").arg(i + 1) : QString(), {}, facts.values[i], int(i)};
        for (qsizetype rank = 0; rank < one.y.size(); ++rank)
            one.x.append(double(rank + 1));
        series.append(one);
    }
    jacobian_->setSeries(series);
    under_->setText(tr("Measured on %1; Jacobian %2 × %3, %4%5")
                        .arg(images)
                        .arg(facts.rows)
                        .arg(facts.columns)
                        .arg(facts.complete ? tr("all values") : tr("leading values"),
                             facts.converged ? QString() : tr(", not converged")));
}

void InspectView::setProgress(const QString& what, int done, int all) {
    const bool busy = !what.isEmpty();
    progress_->setVisible(busy);
    cancel_->setVisible(busy);
    if (!busy)
        return;
    progress_->setRange(0, all);
    progress_->setValue(done);
    progress_->setToolTip(what);
    progress_->setAccessibleDescription(what);
}

void InspectView::showFailure(const QString& text) {
    words_->setText(text);
    words_->setToolTip(text);
    if (rows_.empty()) {
        const QString why =
            sources_->count() > 1 ? tr("%1\n\nOther checkpoints can be chosen above the table.").arg(text) : text;
        for (auto* map : {kernel_, shifts_, channels_, frequencies_, lowest_})
            map->showMessage(why);
        for (auto* plot : {spectrum_, offsets_, deviations_, signals_, jacobian_})
            plot->showMessage(why);
    }
    setProgress({}, 0, 0);
}

QString InspectView::failure() const {
    return words_->text();
}

}  // namespace isonet::widgets
