#include "widgets/design/DiagramValues.h"

#include <algorithm>

#include "widgets/common/Format.h"

namespace isonet::widgets {

void DiagramValues::setDeviations(const std::optional<QHash<QString, double>>& values,
                                  const DeviationHistory::Range& range) {
    deviations_ = values;
    range_ = range;
}

void DiagramValues::applyTo(const DiagramScene& scene) const {
    for (auto* box : scene.boxes()) {
        if (box->kind() != BoxKind::Convolution)
            continue;
        if (deviations_)
            showDeviation(*box, *deviations_);
        else
            showMeasure(*box);
    }
}

bool DiagramValues::lacksAny(const DiagramScene& scene) const {
    return deviations_ && std::ranges::any_of(scene.boxes(), [this](const auto* box) {
               return box->kind() == BoxKind::Convolution && box->deviation() && !box->deviation()->fill.isValid();
           });
}

void DiagramValues::showMeasure(DiagramBox& box) const {
    box.setDeviation({});
    const QString first = measures_.value(box.name());
    bool equal = true;
    QStringList notes;
    for (const auto& member : box.members()) {
        const QString text = measures_.value(member);
        equal = equal && text == first;
        if (!text.isEmpty() && notes.size() < 12)
            notes.append(box.members().size() > 1 ? QStringLiteral("%1: %2").arg(member, text) : text);
    }
    box.setMeasure(equal ? first : tr("%1 …").arg(first));
    box.setNotes(equal ? (first.isEmpty() ? QStringList() : QStringList{first}) : notes);
}

void DiagramValues::showDeviation(DiagramBox& box, const QHash<QString, double>& values) const {
    QString largest, smallest;
    int measured = 0;
    for (const auto& member : box.members()) {
        const auto value = values.constFind(member);
        if (value == values.constEnd())
            continue;
        ++measured;
        if (largest.isEmpty() || *value > values[largest])
            largest = member;
        if (smallest.isEmpty() || *value < values[smallest])
            smallest = member;
    }
    if (measured == 0) {
        box.setDeviation(DiagramBox::DeviationColor{});
        box.setMeasure({});
        box.setNotes({tr("deviation not measured")});
        return;
    }
    const double top = values[largest];
    box.setDeviation(DiagramBox::DeviationColor{DiagramLegend::colorOf(top, range_)});
    box.setMeasure(tr("d %1").arg(formatIsometry(top, 3)));
    QStringList notes{tr("deviation %1").arg(formatIsometry(top))};
    if (box.members().size() > 1) {
        notes = QStringList{tr("largest deviation: %1 (%2)").arg(formatIsometry(top), largest),
                            tr("smallest: %1 (%2)").arg(formatIsometry(values[smallest]), smallest)};
        if (measured < box.members().size())
            notes << tr("measured in %1 of %2 blocks").arg(measured).arg(box.members().size());
    }
    box.setNotes(notes);
}

}  // namespace isonet::widgets
