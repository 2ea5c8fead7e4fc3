#include "widgets/runs/RunColors.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPixmap>
#include <QSet>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype mostPatterns = 100, mostValues = 1000;
constexpr int lastColor = 999;

}  // namespace

int RunColors::colorOf(const QString& key, const QString& value) {
    auto& values = known_[key];
    if (const auto known = values.constFind(value); known != values.constEnd())
        return *known;
    const QList<int> all = values.values();
    const QSet<int> taken(all.begin(), all.end());
    int color = 0;
    while (taken.contains(color))
        ++color;
    values.insert(value, color);
    return color;
}

QVariantMap RunColors::state() const {
    QVariantList patterns;
    for (const auto& pattern : patterns_)
        patterns.append(
            QVariantMap{{QStringLiteral("pattern"), pattern.pattern}, {QStringLiteral("color"), pattern.color}});
    QVariantMap known;
    for (auto key = known_.begin(); key != known_.end(); ++key) {
        QVariantMap values;
        for (auto value = key->begin(); value != key->end() && values.size() < mostValues; ++value)
            values.insert(value.key(), value.value());
        known.insert(key.key(), values);
    }
    return {{QStringLiteral("key"), key_}, {QStringLiteral("patterns"), patterns}, {QStringLiteral("known"), known}};
}

void RunColors::setState(const QVariantMap& state) {
    const auto isColor = [](const QVariant& color) {
        bool ok = false;
        const int number = color.toInt(&ok);
        return ok && number >= 0 && number <= lastColor;
    };
    key_ = state.value(QStringLiteral("key")).toString();
    patterns_.clear();
    for (const auto& each : state.value(QStringLiteral("patterns")).toList()) {
        const auto pattern = each.toMap();
        const QString text = pattern.value(QStringLiteral("pattern")).toString().trimmed();
        const auto color = pattern.value(QStringLiteral("color"));
        if (!text.isEmpty() && isColor(color) && patterns_.size() < mostPatterns)
            patterns_.append({text, color.toInt()});
    }
    known_.clear();
    const auto known = state.value(QStringLiteral("known")).toMap();
    for (auto key = known.begin(); key != known.end(); ++key) {
        const auto values = key->toMap();
        for (auto value = values.begin(); value != values.end(); ++value)
            if (isColor(*value))
                known_[key.key()].insert(value.key(), value->toInt());
    }
}

QStringList seriesColorNames() {
    const auto text = [](const char* name) { return QCoreApplication::translate("RunColors", name); };
    return {text(QT_TRANSLATE_NOOP("RunColors", "Blue")),  text(QT_TRANSLATE_NOOP("RunColors", "Vermilion")),
            text(QT_TRANSLATE_NOOP("RunColors", "Green")), text(QT_TRANSLATE_NOOP("RunColors", "Purple")),
            text(QT_TRANSLATE_NOOP("RunColors", "Ochre")), text(QT_TRANSLATE_NOOP("RunColors", "Sky")),
            text(QT_TRANSLATE_NOOP("RunColors", "Gray"))};
}

QIcon seriesSwatch(int color) {
    QPixmap swatch(14, 14);
    swatch.fill(PlotColors::of(QGuiApplication::palette()).series(color));
    return QIcon(swatch);
}

}  // namespace isonet::widgets
