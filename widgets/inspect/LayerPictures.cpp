#include "widgets/inspect/LayerPictures.h"

#include <QCoreApplication>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/plot/HeatMap.h"

namespace isonet::widgets {
namespace {

QString inspectText(const char* text) {
    return QCoreApplication::translate("LayerPictures", text);
}

QVector<float> shiftNorms(const LayerDetail& d) {
    const qsizetype shifts = qsizetype(d.shiftRows) * d.shiftColumns;
    QVector<float> norms(shifts);
    for (qsizetype i = 0; i < qsizetype(d.residual.size()); ++i)
        norms[i % shifts] += d.residual[std::size_t(i)] * d.residual[std::size_t(i)];
    for (auto& norm : norms)
        norm = std::sqrt(norm);
    return norms;
}

template <typename Values>
std::optional<QCPRange> rangeOf(const Values& values) {
    std::optional<QCPRange> range;
    for (const float each : values) {
        if (!std::isfinite(each))
            continue;
        if (range)
            range->expand(double(each));
        else
            range = QCPRange(double(each), double(each));
    }
    return range;
}

void expandRange(std::optional<QCPRange>& range, const std::optional<QCPRange>& other) {
    if (range && other)
        range->expand(*other);
    else if (other)
        range = other;
}

bool sameUnits(const CellUnits& a, const CellUnits& b) {
    return a.origin == b.origin && a.cells == b.cells && a.value == b.value;
}

}  // namespace

CellPicture kernelPicture(const LayerDetail& d) {
    CellPicture picture;
    picture.rows = d.outputs * d.height;
    picture.columns = d.inputs * d.width;
    picture.values.resize(qsizetype(d.kernel.size()));
    for (int o = 0; o < d.outputs; ++o)
        for (int i = 0; i < d.inputs; ++i)
            for (int y = 0; y < d.height; ++y)
                for (int x = 0; x < d.width; ++x)
                    picture.values[(qsizetype(o) * d.height + y) * picture.columns + qsizetype(i) * d.width + x] =
                        d.kernel[((std::size_t(o) * d.inputs + i) * d.height + y) * d.width + x];
    picture.describe = [height = d.height, width = d.width](int row, int column, float value) {
        return inspectText("A[%1, %2, %3, %4] = %5")
            .arg(row / height)
            .arg(column / width)
            .arg(row % height)
            .arg(column % width)
            .arg(formatIsometry(double(value)));
    };
    picture.xLabel = inspectText("input channel");
    picture.yLabel = inspectText("output channel");
    picture.xUnits = {(d.width - 1) / 2.0, double(d.width)};
    picture.yUnits = {(d.height - 1) / 2.0, double(d.height)};
    picture.tileRows = d.height;
    picture.tileColumns = d.width;
    picture.title = inspectText("Kernel A, %1 × %2 × %3 × %4%5")
                        .arg(d.outputs)
                        .arg(d.inputs)
                        .arg(d.height)
                        .arg(d.width)
                        .arg(d.dilation > 1 ? inspectText(", dilation %1").arg(d.dilation) : QString());
    return picture;
}

CellPicture shiftPicture(const LayerDetail& d) {
    const int top = d.shiftRows / 2, left = d.shiftColumns / 2, step = d.shiftStep();
    CellPicture picture;
    picture.rows = d.shiftRows;
    picture.columns = d.shiftColumns;
    picture.values = shiftNorms(d);
    picture.describe = [top, left, step](int row, int column, float value) {
        return inspectText("shift %1, %2: norm %3")
            .arg(step * (row - top))
            .arg(step * (column - left))
            .arg(formatIsometry(double(value)));
    };
    picture.xLabel = inspectText("horizontal shift, pixels");
    picture.yLabel = inspectText("vertical shift, pixels");
    picture.xUnits = {double(left), 1, step};
    picture.yUnits = {double(top), 1, step};
    return picture;
}

CellPicture pairPicture(const LayerDetail& d, int row, int column) {
    const int step = d.shiftStep();
    const QString shift =
        QStringLiteral("%1, %2").arg(step * (row - d.shiftRows / 2)).arg(step * (column - d.shiftColumns / 2));
    // One tile for each group, as many rows of tiles as columns.
    const int n = d.channels, groups = d.groups, across = int(std::ceil(std::sqrt(double(groups))));
    CellPicture picture;
    picture.rows = (groups + across - 1) / across * n;
    picture.columns = across * n;
    picture.values.resize(qsizetype(picture.rows) * picture.columns);
    for (int group = 0; group < groups; ++group)
        for (int r = 0; r < n; ++r)
            for (int c = 0; c < n; ++c)
                picture.values[qsizetype(group / across * n + r) * picture.columns + group % across * n + c] =
                    d.residual[(((std::size_t(group) * n + r) * n + c) * d.shiftRows + row) * d.shiftColumns + column];
    picture.title = groups == 1 ? inspectText("Channels at shift %1").arg(shift)
                                : inspectText("Channels of each group at shift %1; 0 between groups").arg(shift);
    picture.xLabel = groups == 1 ? inspectText("channel") : inspectText("channel, group by group");
    picture.yLabel = inspectText("channel");
    picture.describe = [n, groups, across](int r, int c, float value) {
        const int group = r / n * across + c / n;
        if (group >= groups)
            return QString();
        const QString pair = inspectText("channels %1 and %2: %3")
                                 .arg(group * n + r % n)
                                 .arg(group * n + c % n)
                                 .arg(formatIsometry(double(value)));
        return groups == 1 ? pair : inspectText("group %1, %2").arg(group).arg(pair);
    };
    picture.tileRows = picture.tileColumns = groups > 1 && n > 1 ? n : 0;
    return picture;
}

CellPicture frequencyPicture(const LayerDetail& d, const std::vector<float>& values) {
    const int halfRows = d.frequencyRows / 2, halfColumns = d.frequencyColumns / 2;
    CellPicture picture;
    picture.rows = d.frequencyRows;
    picture.columns = d.frequencyColumns;
    picture.values = QVector<float>(values.begin(), values.end());
    picture.describe = [halfRows, halfColumns](int row, int column, float value) {
        return inspectText("frequency %1, %2: σ = %3")
            .arg(row - halfRows)
            .arg(column - halfColumns)
            .arg(formatIsometry(double(value)));
    };
    picture.xLabel = inspectText("horizontal frequency");
    picture.yLabel = inspectText("vertical frequency");
    picture.xUnits = {double(halfColumns)};
    picture.yUnits = {double(halfRows)};
    return picture;
}

std::optional<CellPicture> differenceOf(const CellPicture& a, const CellPicture& b) {
    if (a.rows != b.rows || a.columns != b.columns || a.tileRows != b.tileRows || a.tileColumns != b.tileColumns ||
        !sameUnits(a.xUnits, b.xUnits) || !sameUnits(a.yUnits, b.yUnits))
        return std::nullopt;
    CellPicture picture = a;
    for (qsizetype i = 0; i < picture.values.size(); ++i)
        picture.values[i] -= b.values[i];
    return picture;
}

void showPicture(HeatMap* map, const CellPicture& picture) {
    map->setAxes(picture.xLabel, picture.xUnits, picture.yLabel, picture.yUnits);
    map->setCells(picture.rows, picture.columns, picture.values, picture.describe);
    map->setTiles(picture.tileRows, picture.tileColumns);
    if (!picture.title.isEmpty())
        map->setTitle(picture.title);
}

void PictureRanges::expand(const PictureRanges& other) {
    for (const auto each : {&PictureRanges::kernel, &PictureRanges::shifts, &PictureRanges::pairs,
                            &PictureRanges::largest, &PictureRanges::smallest})
        expandRange(this->*each, other.*each);
}

PictureRanges rangesOf(const LayerDetail& layer) {
    return {rangeOf(layer.kernel), layer.residual.empty() ? std::nullopt : rangeOf(shiftNorms(layer)),
            rangeOf(layer.residual), rangeOf(layer.sigmaMax), rangeOf(layer.sigmaMin)};
}

}  // namespace isonet::widgets
