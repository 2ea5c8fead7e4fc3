#include "widgets/plot/FollowedAxes.h"

#include <algorithm>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr int longestHistory = 50;
constexpr int gestureMilliseconds = 400;  // moves closer in time undo as one

bool isUsable(const QCPRange& range) {
    return std::isfinite(range.lower) && std::isfinite(range.upper) && range.size() > 0;
}

QCPRange within(QCPRange range, const QCPRange& limits) {
    if (range.size() >= limits.size())
        return limits;
    if (range.lower < limits.lower)
        range += limits.lower - range.lower;
    if (range.upper > limits.upper)
        range -= range.upper - limits.upper;
    return range;
}

}  // namespace

void FollowedAxes::clear() {
    followed_.clear();
    links_.clear();
    history_.clear();
}

void FollowedAxes::add(QCPAxis* axis, Fit fit, std::optional<QCPRange> limits) {
    followed_.append({axis, std::move(fit), limits, false});
    connect(axis, qOverload<const QCPRange&, const QCPRange&>(&QCPAxis::rangeChanged), this,
            [this, axis](const QCPRange& now, const QCPRange& before) { onRangeChanged(axis, now, before); });
}

QList<QCPAxis*> FollowedAxes::axes(const QCPAxisRect* rect) const {
    QList<QCPAxis*> all;
    for (const auto& entry : followed_)
        if (!rect || entry.axis->axisRect() == rect)
            all.append(entry.axis);
    return all;
}

void FollowedAxes::setLimits(QCPAxis* axis, const QCPRange& limits) {
    if (auto* entry = find(axis))
        entry->limits = limits;
}

void FollowedAxes::setLogarithmic(QCPAxis* axis, bool on) {
    const QScopedValueRollback guard(programmatic_, true);
    axis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
}

void FollowedAxes::link(QCPAxis* a, QCPAxis* b) {
    links_.append(qMakePair(a, b));
}

FollowedAxes::Followed* FollowedAxes::find(const QCPAxis* axis) {
    const auto found = std::find_if(followed_.begin(), followed_.end(), [&](const auto& e) { return e.axis == axis; });
    return found == followed_.end() ? nullptr : &*found;
}

void FollowedAxes::onRangeChanged(QCPAxis* axis, const QCPRange& now, const QCPRange& before) {
    auto* entry = find(axis);
    if (!entry)
        return;
    const bool byUser = !programmatic_;
    if (byUser) {
        remember(axis, before);
        entry->held = true;
    }
    const QScopedValueRollback guard(programmatic_, true);
    if (entry->limits)
        axis->setRange(within(now, *entry->limits));
    for (const auto& [a, b] : std::as_const(links_)) {
        QCPAxis* other = a == axis ? b : b == axis ? a : nullptr;
        if (!other || !byUser)  // fit and undo set every axis
            continue;
        other->setRange(axis->range());
        if (auto* linked = find(other))
            linked->held = true;
    }
    if (byUser) {
        // The other axes keep following, so zooming the steps refits the values.
        for (auto& rest : followed_)
            if (!rest.held && rest.fit)
                if (const auto range = rest.fit(); isUsable(range))
                    rest.axis->setRange(range);
        Q_EMIT moved();
    }
}

void FollowedAxes::remember(const QCPAxis* axis, const QCPRange& before) {
    const bool sameGesture = sinceMove_.isValid() && sinceMove_.elapsed() < gestureMilliseconds;
    sinceMove_.start();
    if (sameGesture)
        return;
    View view;
    for (const auto& entry : std::as_const(followed_)) {
        view.ranges.append(entry.axis == axis ? before : entry.axis->range());
        view.held.append(entry.held);
    }
    history_.append(view);
    if (history_.size() > longestHistory)
        history_.removeFirst();
}

void FollowedAxes::fit() {
    const QScopedValueRollback guard(programmatic_, true);
    for (auto& entry : followed_)
        if (!entry.held && entry.fit)
            if (const auto range = entry.fit(); isUsable(range))
                entry.axis->setRange(range);
}

void FollowedAxes::reset() {
    for (auto& entry : followed_)
        entry.held = false;
    history_.clear();
    fit();
}

bool FollowedAxes::undo() {
    if (history_.isEmpty())
        return false;
    const View view = history_.takeLast();
    {
        const QScopedValueRollback guard(programmatic_, true);
        for (qsizetype i = 0; i < std::min(view.ranges.size(), followed_.size()); ++i) {
            followed_[i].held = view.held[i];
            followed_[i].axis->setRange(view.ranges[i]);
        }
    }
    sinceMove_.invalidate();
    fit();
    return true;
}

bool FollowedAxes::isHeld() const {
    return std::any_of(followed_.begin(), followed_.end(), [](const auto& entry) { return entry.held; });
}

void FollowedAxes::hold(QCPAxis* axis, std::optional<QCPRange> range) {
    const auto set = [&](QCPAxis* each) {
        auto* entry = find(each);
        if (!entry)
            return;
        entry->held = range.has_value();
        if (range) {
            const QScopedValueRollback guard(programmatic_, true);
            each->setRange(entry->limits ? within(*range, *entry->limits) : *range);
        }
    };
    set(axis);
    for (const auto& [a, b] : std::as_const(links_))
        if (a == axis || b == axis)
            set(a == axis ? b : a);
    if (!range)
        for (auto& entry : followed_)
            entry.held = false;
    fit();
}

std::optional<QCPRange> FollowedAxes::heldRange(const QCPAxis* axis) const {
    for (const auto& entry : followed_)
        if (entry.axis == axis && entry.held)
            return axis->range();
    return std::nullopt;
}

}  // namespace isonet::widgets
