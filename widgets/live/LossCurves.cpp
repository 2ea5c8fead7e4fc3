#include "widgets/live/LossCurves.h"

#include <QCoreApplication>
#include <utility>

#include "training/telemetry/Tags.h"
#include "widgets/live/PenaltyShare.h"

namespace isonet::widgets {
namespace {

QString curveName(const char* name) {
    return QCoreApplication::translate("LossPlot", name);
}

void addApCurves(QVector<LossCurve>& curves) {
    namespace tags = telemetry::tags;
    const std::pair<const char*, QString> kinds[] = {{"", {}},
                                                     {"_50", QStringLiteral("50")},
                                                     {"_75", QStringLiteral("75")},
                                                     {"_small", curveName(QT_TRANSLATE_NOOP("LossPlot", " small"))},
                                                     {"_medium", curveName(QT_TRANSLATE_NOOP("LossPlot", " medium"))},
                                                     {"_large", curveName(QT_TRANSLATE_NOOP("LossPlot", " large"))}};
    constexpr int colors[2][6] = {{0, 5, 4, 2, 6, 3}, {1, 3, 2, 4, 5, 6}};
    for (const bool mask : {false, true}) {
        const QString name = mask ? curveName(QT_TRANSLATE_NOOP("LossPlot", "mask AP"))
                                  : curveName(QT_TRANSLATE_NOOP("LossPlot", "box AP"));
        for (std::size_t i = 0; i < std::size(kinds); ++i) {
            LossCurve curve{name + kinds[i].second,
                            (mask ? tags::maskAp : tags::boxAp) + kinds[i].first,
                            colors[mask][i],
                            LossCurve::Accuracy,
                            1.5,
                            true};
            curve.extra = i > 0;
            curves.append(curve);
        }
    }
}

// With telemetry.certified.
void addCertifiedCurves(QVector<LossCurve>& curves) {
    const std::pair<QString, int> radii[] = {{QStringLiteral("36/255"), 4},
                                             {QStringLiteral("72/255"), 5},
                                             {QStringLiteral("108/255"), 6},
                                             {QStringLiteral("1"), 2}};
    for (std::size_t i = 0; i < std::size(radii); ++i) {
        LossCurve curve{curveName(QT_TRANSLATE_NOOP("LossPlot", "certified at ")) + radii[i].first,
                        telemetry::tags::certified[i],
                        radii[i].second,
                        LossCurve::Accuracy,
                        1.5,
                        true};
        curve.style = Qt::DashLine;
        curves.append(curve);
    }
}

}  // namespace

QVector<LossCurve> lossCurves() {
    namespace tags = telemetry::tags;
    const auto tr = curveName;
    using C = LossCurve;
    QVector<LossCurve> curves{
        {tr(QT_TRANSLATE_NOOP("LossPlot", "total")), tags::lossTotal, 0, C::Loss, 3.0},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "cross entropy")), tags::lossCrossEntropy, 1, C::Loss, 1.3},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "γ · penalty")), tags::lossPenalty, 0, C::Share, 1.5, false, true,
         Qt::DashLine},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "validation cross entropy")), tags::validationCrossEntropy, 3, C::Loss, 1.5,
         true},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "penalty P (right)")), tags::lossPenalty, 2, C::Penalty, 1.3, false, false,
         Qt::DotLine},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "objectness")), tags::lossObjectness, 1, C::Loss, 1.3},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "proposal box")), tags::lossProposalBox, 5, C::Loss, 1.3},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "class")), tags::lossCategory, 3, C::Loss, 1.3},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "box")), tags::lossBox, 6, C::Loss, 1.3},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "mask")), tags::lossMask, 2, C::Loss, 1.3},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "train top-1")), tags::trainTop1, 1, C::Accuracy, 1.3},
        {tr(QT_TRANSLATE_NOOP("LossPlot", "validation top-1")), tags::validationTop1, 3, C::Accuracy, 1.5, true}};
    addCertifiedCurves(curves);
    addApCurves(curves);
    return curves;
}

const Series* LossCurve::recorded(const RunData& data) const {
    return isScaledPenalty && !data.config() ? nullptr : data.series(tag);
}

QVector<double> LossCurve::values(const RunData& data, const Series& recorded) const {
    return isScaledPenalty ? scaledPenalty(data, recorded).value_or(QVector<double>(recorded.values.size(), 0.0))
                           : recorded.values;
}

}  // namespace isonet::widgets
