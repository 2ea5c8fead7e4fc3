#include "widgets/design/NetworkPart.h"

#include <QRegularExpression>

namespace isonet::widgets {

QString partName(const NetworkPart& part) {
    switch (part.kind) {
        case NetworkPart::Kind::Stem:
            return QStringLiteral("stem");
        case NetworkPart::Kind::Stage:
            return QStringLiteral("s%1").arg(part.stage + 1);
        case NetworkPart::Kind::Head:
            return QStringLiteral("head");
    }
    return {};
}

std::optional<NetworkPart> partOf(const QString& name) {
    const QString first = name.section(QLatin1Char('.'), 0, 0);
    if (first == QLatin1String("stem"))
        return NetworkPart{NetworkPart::Kind::Stem, 0};
    if (first == QLatin1String("head"))
        return NetworkPart{NetworkPart::Kind::Head, 0};
    bool number = false;
    const int stage = first.mid(1).toInt(&number);
    if (!first.startsWith(QLatin1Char('s')) || !number || stage < 1)
        return std::nullopt;
    return NetworkPart{NetworkPart::Kind::Stage, stage - 1};
}

std::vector<PartProblem> partProblems(const std::vector<spec::Problem>& problems) {
    static const QRegularExpression pattern(
        QStringLiteral("^model\\.(stem|head|stages\\[(\\d+)\\])(?:\\.([a-z_]+))?(?:\\[\\d+\\])?$"));
    std::vector<PartProblem> found;
    for (const auto& problem : problems) {
        const auto match = pattern.match(QString::fromStdString(problem.field));
        if (!match.hasMatch())
            continue;
        NetworkPart part;
        if (match.captured(1).startsWith(QLatin1String("stages")))
            part = {NetworkPart::Kind::Stage, match.captured(2).toInt()};
        else if (match.captured(1) == QLatin1String("head"))
            part.kind = NetworkPart::Kind::Head;
        found.push_back({part, match.captured(3).toStdString(), QString::fromStdString(problem.message)});
    }
    return found;
}

}  // namespace isonet::widgets
