// How runs without a chosen color get one: by patterns, which are filters of the table, or by the
// value of a setting or another group. The color of a value stays the same from the first time it is seen. GUI thread.
#pragma once

#include <QIcon>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QVariantMap>
#include <QVector>

namespace isonet::widgets {

struct ColorPattern {
    QString pattern;  // RunFilter.h: "depth=56", "vanilla"
    int color = 0;    // index of PlotColors::series
    bool operator==(const ColorPattern&) const = default;
};

class RunColors {
public:
    // What runs of one color have in common, as RunFilter::setGroup; empty: each run has its own color.
    const QString& key() const { return key_; }
    void setKey(const QString& key) { key_ = key; }
    const QVector<ColorPattern>& patterns() const { return patterns_; }  // the first one that matches counts
    void setPatterns(const QVector<ColorPattern>& patterns) { patterns_ = patterns; }

    // Of a value of a key: the one it had before, else the first that no other value of the key has.
    int colorOf(const QString& key, const QString& value);

    QVariantMap state() const;  // for the settings; what is invalid in it is left out
    void setState(const QVariantMap& state);

private:
    QString key_;
    QVector<ColorPattern> patterns_;
    QMap<QString, QMap<QString, int>> known_;  // by key and value
};

QStringList seriesColorNames();  // of PlotColors::series, in its order
QIcon seriesSwatch(int color);   // for the palette in use

}  // namespace isonet::widgets
