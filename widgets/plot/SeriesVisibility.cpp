#include "widgets/plot/SeriesVisibility.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype maxChoices = 2000;  // accepted from a settings file

}  // namespace

void SeriesVisibility::setShown(const QString& name, bool shown) {
    chosen_.insert(name, shown);
    apply();
}

void SeriesVisibility::setHiddenByDefault(const QStringList& names) {
    hiddenByDefault_ = names;
    apply();
}

void SeriesVisibility::apply() {
    hidden_ = QSet<QString>(hiddenByDefault_.begin(), hiddenByDefault_.end());
    for (auto i = chosen_.constBegin(); i != chosen_.constEnd(); ++i)
        if (i.value())
            hidden_.remove(i.key());
        else
            hidden_.insert(i.key());
}

QVariantMap SeriesVisibility::state() const {
    QVariantMap state;
    for (auto i = chosen_.constBegin(); i != chosen_.constEnd(); ++i)
        state.insert(i.key(), i.value());
    return state;
}

void SeriesVisibility::setState(const QVariantMap& state) {
    for (auto i = state.constBegin(); i != state.constEnd() && chosen_.size() < maxChoices; ++i)
        chosen_.insert(i.key(), i.value().toBool());
    apply();
}

}  // namespace isonet::widgets
