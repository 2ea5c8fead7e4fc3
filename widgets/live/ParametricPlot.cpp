#include "widgets/live/ParametricPlot.h"

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/live/LivePlots.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

LivePlot parametricPlot() {
    return {{"relationPanel", ParametricPlot::tr("One value against another"),
             ParametricPlot::tr(
                 "<p>Any recorded value against any other, joined in the order of the steps, from the ring (first) to "
                 "the disk (last).</p><p>Examples: the <b>deviation against the accuracy</b> shows whether accuracy "
                 "is bought with isometry; <b>γ · P against the cross entropy</b> shows which of the two the optimizer "
                 "reduces.</p><p>A point for each step of the value that is recorded more rarely; the other is linear "
                 "between its two nearest recorded steps where it was not recorded, and marked ≈ when you point at "
                 "it.</p>")},
            [] { return std::make_unique<ParametricPlot>(); },
            {schedule::Measured::Scalars, schedule::Measured::Validation}};
}

QCPCurve* ParametricPlot::addCurve() {
    auto* curve = new QCPCurve(area_.x(), area_.y());
    curve->setSelectable(QCP::stNone);
    return curve;
}

void ParametricPlot::build() {
    area_ = addPlotArea(canvas());
    pale_ = addCurve();
    drawn_ = {addCurve(), addCurve(), addCurve(), addCurve()};
    for (auto* end : {drawn_.first, drawn_.last})
        end->setLineStyle(QCPCurve::lsNone);
    nothing_ = new QCPItemText(canvas());
    nothing_->position->setType(QCPItemPosition::ptAxisRectRatio);
    nothing_->position->setAxisRect(area_.rect);
    nothing_->setClipAxisRect(area_.rect);
    nothing_->position->setCoords(0.5, 0.5);
    canvas()->follow(area_.x(), [this, x = area_.x()] { return fitted(true, x); });
    canvas()->follow(area_.y(), [this, y = area_.y()] { return fitted(false, y); });
}

QCPRange ParametricPlot::fitted(bool horizontal, const QCPAxis* axis) const {
    const bool logarithmic = axis->scaleType() == QCPAxis::stLogarithmic;
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const auto& each : {points_, raw_, baseline_})
        for (const auto& point : each) {
            const double value = horizontal ? point.x : point.y;
            if (logarithmic && value <= 0)
                continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (low > high)
        return logarithmic ? QCPRange(0.1, 10) : QCPRange(0, 1);
    return PlotCanvas::padded(QCPRange(low, high), logarithmic, 0.06);
}

void ParametricPlot::applyScale() {
    const auto apply = [this](QCPAxis* axis, bool on) {
        canvas()->setLogarithmic(axis, on);
        axis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new LogTicker(axis))
                           : QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
    };
    apply(area_.y(), isLogScale());
    apply(area_.x(), logX_);
}

void ParametricPlot::offer(const RunData& data) {
    offered_ = quantitiesOf(data);
    const auto choice = [this](const std::string& wanted, std::initializer_list<std::string> usual, qsizetype other) {
        const auto find = [this](const std::string& key) { return std::ranges::find(offered_, key, &Quantity::key); };
        if (!wanted.empty())  // also if this run has none of it: the choice holds for the next run
            return find(wanted) != offered_.end() ? *find(wanted) : Quantity{wanted, QString::fromStdString(wanted)};
        for (const auto& key : usual)
            if (find(key) != offered_.end())
                return *find(key);
        return offered_.isEmpty() ? Quantity() : offered_[std::min(other, offered_.size() - 1)];
    };
    namespace tags = telemetry::tags;
    x_ = choice(wantedX_, {tags::validationTop1, tags::boxAp, tags::trainTop1, tags::lossCrossEntropy}, 1);
    y_ = choice(wantedY_, {"mean:" + tags::deviation, tags::lossCrossEntropy, tags::lossTotal}, 0);
    for (const auto& [box, shown] : {std::pair(xBox_.data(), &x_), std::pair(yBox_.data(), &y_)}) {
        if (!box || box->view()->isVisible())
            continue;
        const QSignalBlocker blocker(box);
        QVector<Quantity> entries = offered_;
        if (std::ranges::find(entries, shown->key, &Quantity::key) == entries.end())
            entries.append(*shown);
        bool same = box->count() == entries.size();
        for (qsizetype i = 0; same && i < entries.size(); ++i)
            same = box->itemText(int(i)) == entries[i].title;
        if (!same) {
            box->clear();
            for (const auto& entry : entries)
                box->addItem(entry.title, QString::fromStdString(entry.key));
        }
        box->setCurrentIndex(box->findData(QString::fromStdString(shown->key)));
    }
}

QString ParametricPlot::title() const {
    return tr("%1 against %2").arg(y_.title, x_.title);
}

void ParametricPlot::redraw(const RunData& data) {
    offer(data);
    const auto related = [this](const RunData& of, double smoothing) {
        auto x = valuesOf(of, x_.key), y = valuesOf(of, y_.key);
        if (!x || !y)
            return QVector<RelatedPoint>();
        if (smoothing > 0) {
            x->values = smoothed(x->values, smoothing);
            y->values = smoothed(y->values, smoothing);
        }
        return relatedPoints(*x, *y);
    };
    const double smoothing = viewOptions().smoothing();
    points_ = related(data, smoothing);
    raw_ = smoothing > 0 ? related(data, 0) : QVector<RelatedPoint>();
    baseline_ = viewOptions().baseline() ? related(*viewOptions().baseline(), smoothing) : QVector<RelatedPoint>();
    const bool shown = !isSeriesHidden(title());
    if (!shown)
        points_.clear(), raw_.clear(), baseline_.clear();
    draw(points_);
    area_.x()->setLabel(x_.title);
    area_.y()->setLabel(y_.title);
    QVector<LegendEntry> entries{{title(), QPen(colors().series(0), 2), false, shown}};
    if (!baseline_.isEmpty())
        entries.append({viewOptions().baselineName(), QPen(paleColor(colors().series(0), colors().dark), 2)});
    area_.legend->setEntries(entries);
    area_.legend->setStyle(smallFont(), colors().text);
    nothing_->setText(tr("No step has both values: choose others above"));
    nothing_->setFont(smallFont());
    nothing_->setColor(colors().faint);
    nothing_->setVisible(shown && points_.isEmpty());
}

void ParametricPlot::draw(const QVector<RelatedPoint>& points) {
    constexpr qsizetype mostDots = 200;
    const QColor color = colors().series(0), pale = paleColor(color, colors().dark);
    const auto fill = [](QCPCurve* curve, const QVector<RelatedPoint>& all) {
        QVector<double> t, x, y;
        for (const auto& point : all)
            t.append(point.step), x.append(point.x), y.append(point.y);
        curve->setData(t, x, y, true);
    };
    const auto dots = [](const QVector<RelatedPoint>& all) {
        return all.size() <= mostDots ? QCPScatterStyle(QCPScatterStyle::ssDisc, 4) : QCPScatterStyle();
    };
    fill(pale_, baseline_);
    pale_->setPen(QPen(pale, 1.5));
    pale_->setScatterStyle(dots(baseline_));
    fill(drawn_.raw, raw_);
    drawn_.raw->setPen(QPen(pale, 1));
    fill(drawn_.line, points);
    drawn_.line->setPen(QPen(color, points.size() > mostDots ? 1.0 : 1.5));
    drawn_.line->setScatterStyle(dots(points));
    fill(drawn_.first, points.mid(0, 1));
    drawn_.first->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(color, 2), QBrush(colors().background), 10));
    fill(drawn_.last, points.isEmpty() ? points : points.mid(points.size() - 1));
    drawn_.last->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, color, color, 10));
}

QVector<SeriesEntry> ParametricPlot::series(const RunData&) const {
    return points_.isEmpty() && !isSeriesHidden(title()) ? QVector<SeriesEntry>()
                                                         : QVector<SeriesEntry>{{title(), colors().series(0)}};
}

ReadoutText ParametricPlot::readoutAt(const QPointF& position, QCPAxisRect*) const {
    const RelatedPoint* nearest = nullptr;
    double least = HUGE_VAL;
    qsizetype index = -1;
    for (qsizetype i = 0; i < points_.size(); ++i) {
        const auto& point = points_[i];
        const double dx = area_.x()->coordToPixel(point.x) - position.x();
        const double dy = area_.y()->coordToPixel(point.y) - position.y();
        if (const double distance = dx * dx + dy * dy; distance < least)
            least = distance, nearest = &point, index = i;
    }
    ReadoutText text;
    if (!nearest)
        return text;
    text.title = tr("step %1").arg(stepText(nearest->step));
    const auto shown = [&](double value, double raw) {
        const QString number = raw_.size() == points_.size() ? smoothedText(valueText(raw), value) : valueText(value);
        return nearest->interpolated ? QStringLiteral("≈ ") + number : number;
    };
    const auto& raw = raw_.size() == points_.size() ? raw_[index] : *nearest;
    text.lines.append({colors().series(0), y_.title, shown(nearest->y, raw.y), true, nearest->y});
    text.lines.append({QColor(), x_.title, shown(nearest->x, raw.x), false, nearest->x});
    if (nearest->interpolated)
        text.note = tr("≈: one value is between two recorded ones");
    text.crosshair = nearest->x;
    return text;
}

QByteArray ParametricPlot::csv(const RunData& data) const {
    const auto x = valuesOf(data, x_.key), y = valuesOf(data, y_.key);
    return x && y ? relationCsv(x_.key, y_.key, relatedPoints(*x, *y)) : relationCsv(x_.key, y_.key, {});
}

int ParametricPlot::pointCount(const RunData&) const {
    return static_cast<int>(points_.size());
}

QList<QWidget*> ParametricPlot::makeHeaderWidgets() {
    const auto make = [this](const char* name, const QString& title, std::string ParametricPlot::*wanted) {
        auto* box = new QComboBox;
        box->setObjectName(QString::fromLatin1(name));
        box->setAccessibleName(title);
        box->setToolTip(title);
        box->setMaxVisibleItems(24);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(18);
        connect(box, &QComboBox::activated, this, [this, box, wanted](int index) {
            this->*wanted = box->itemData(index).toString().toStdString();
            Q_EMIT viewResetRequested();
            Q_EMIT refreshRequested();
        });
        return box;
    };
    yBox_ = make("relationY", tr("Vertical value"), &ParametricPlot::wantedY_);
    xBox_ = make("relationX", tr("Horizontal value"), &ParametricPlot::wantedX_);
    auto* against = new QLabel(tr(" against "));
    return {yBox_, against, xBox_};
}

void ParametricPlot::fillOptions(QMenu& menu) {
    auto* action = menu.addAction(tr("Logarithmic &horizontal axis"), this, [this](bool on) {
        logX_ = on;
        applyScale();
        Q_EMIT viewResetRequested();
        Q_EMIT refreshRequested();
    });
    action->setCheckable(true);
    action->setChecked(logX_);
    const auto offerChoice = [&](const QString& title, const Quantity& shown, std::string ParametricPlot::*wanted) {
        auto* choices = menu.addMenu(title);
        for (const auto& each : std::as_const(offered_)) {
            auto* choice = choices->addAction(each.title, this, [this, key = each.key, wanted] {
                this->*wanted = key;
                choose(wantedX_, wantedY_);
            });
            choice->setCheckable(true);
            choice->setChecked(each.key == shown.key);
        }
    };
    offerChoice(tr("&Vertical value"), y_, &ParametricPlot::wantedY_);
    offerChoice(tr("H&orizontal value"), x_, &ParametricPlot::wantedX_);
    menu.addAction(tr("S&wap the axes"), this, [this] { choose(y_.key, x_.key); });
}

void ParametricPlot::choose(const std::string& x, const std::string& y) {
    wantedX_ = x;
    wantedY_ = y;
    Q_EMIT viewResetRequested();
    Q_EMIT refreshRequested();
}

QVariantMap ParametricPlot::modes() const {
    return {{QStringLiteral("x"), QString::fromStdString(wantedX_)},
            {QStringLiteral("y"), QString::fromStdString(wantedY_)},
            {QStringLiteral("logX"), logX_}};
}

void ParametricPlot::setModes(const QVariantMap& modes) {
    wantedX_ = modes.value(QStringLiteral("x")).toString().toStdString();
    wantedY_ = modes.value(QStringLiteral("y")).toString().toStdString();
    logX_ = modes.value(QStringLiteral("logX")).toBool();
    if (area_.rect)
        applyScale();
    Q_EMIT refreshRequested();
}

}  // namespace isonet::widgets
