#include "widgets/data/CheckText.h"

#include <QStringList>

#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype shownClasses = 100;

QString row(const QStringList& cells, const char* tag) {
    QString text;
    for (const QString& cell : cells)
        text += QStringLiteral("<%1 align='left'>%2&nbsp;&nbsp;</%1>").arg(QLatin1String(tag), cell.toHtmlEscaped());
    return QStringLiteral("<tr>%1</tr>").arg(text);
}

}  // namespace

QString CheckText::numbers(const std::vector<double>& values) {
    QStringList parts;
    for (const double value : values)
        parts.append(QString::number(value, 'f', 4));
    return parts.join(QStringLiteral(", "));
}

QString CheckText::kind(CheckFinding::Kind kind) {
    switch (kind) {
        case CheckFinding::Kind::Corrupt:
            return tr("Corrupt");
        case CheckFinding::Kind::Equal:
            return tr("Duplicates");
        case CheckFinding::Kind::InBothParts:
            return tr("In training and validation");
        case CheckFinding::Kind::DifferentLabels:
            return tr("Duplicates with different labels");
    }
    return {};
}

QString CheckText::summary(const CheckInfo& info) {
    QString text = QStringLiteral("<p><b>%1</b> %2</p>").arg(info.title.toHtmlEscaped(), info.where.toHtmlEscaped());
    text += QStringLiteral("<table>") + row({tr("Split"), tr("Images"), tr("Corrupt"), tr("Gray"), tr("Color"),
                                             tr("Width, px"), tr("Height, px"), tr("Sizes")},
                                            "th");
    for (const CheckedPart& part : info.parts)
        text += row({part.name, formatCount(part.images),
                     part.faults.isEmpty() ? formatCount(part.corrupt)
                                           : QStringLiteral("%1 (%2)").arg(formatCount(part.corrupt), part.faults),
                     formatCount(part.gray), formatCount(part.color), part.width, part.height, formatCount(part.sizes)},
                    "td");
    text += QStringLiteral("</table><p>") + tr("Width and height: smallest / median / largest.");
    if (!info.mean.empty()) {
        text += QStringLiteral("</p><p>") + tr("Mean of the training images' pixels: <b>%1</b>, standard deviation: "
                                               "<b>%2</b>")
                                                .arg(numbers(info.mean), numbers(info.deviation));
        if (info.mean.size() > 1)
            text += QStringLiteral("<br>") + tr("As gray values: <b>%1</b> and <b>%2</b>")
                                                 .arg(numbers({info.grayMean}), numbers({info.grayDeviation}));
    }
    if (!info.usedMean.empty())
        text += QStringLiteral("<br>") +
                tr("Runs that set neither use <b>%1</b> and <b>%2</b> (%3).")
                    .arg(numbers(info.usedMean), numbers(info.usedDeviation), info.usedFrom.toHtmlEscaped());
    QStringList header{tr("Class")};
    for (const CheckedPart& part : info.parts)
        header.append(part.name);
    text += QStringLiteral("</p><table>") + row(header, "th");
    for (const CheckedClass& one : info.classes.mid(0, shownClasses)) {
        QStringList cells{one.name};
        for (const std::int64_t images : one.images)
            cells.append(formatCount(images));
        text += row(cells, "td");
    }
    text += QStringLiteral("</table>");
    if (info.classes.size() > shownClasses)
        text += tr("and %1 more").arg(formatCount(info.classes.size() - shownClasses));
    return text;
}

}  // namespace isonet::widgets
