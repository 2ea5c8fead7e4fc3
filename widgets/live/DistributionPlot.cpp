#include "widgets/live/DistributionPlot.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <algorithm>

#include "widgets/plot/LayerColors.h"
#include "widgets/plot/StepSlider.h"
#include "widgets/series/LayerOrder.h"
#include "widgets/series/RunData.h"
#include "widgets/series/SeriesCsv.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {
namespace {

bool isStageName(const QString& name) {
    return name.startsWith("stage") && stageOfLayer(name.toStdString()) > 0;
}

}  // namespace

DistributionPlot::DistributionPlot(const std::string& prefix, const QString& symbol, const QString& quantity,
                                   View first)
    : prefix_(prefix), symbol_(symbol), quantity_(quantity), view_(first) {}

QWidget* DistributionPlot::makeFooter() {
    choice_ = new QComboBox;
    choice_->setAccessibleName(tr("What to show"));
    choice_->setToolTip(tr("All layers at one step, or one layer over the steps"));
    choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    choice_->setMaxVisibleItems(20);
    choice_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    slider_ = new StepSlider;
    auto* footer = new QWidget;
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(8, 2, 8, 2);
    row->setSpacing(8);
    row->addWidget(choice_);
    row->addWidget(slider_, 1);
    row->addStretch(0);  // takes the space of a hidden slider
    connect(choice_, &QComboBox::activated, this, [this](int index) {
        setView(static_cast<View>(choice_->itemData(index).toInt()),
                choice_->itemData(index, Qt::UserRole + 1).toString());
    });
    connect(slider_, &StepSlider::stepChosen, this, &DistributionPlot::refreshRequested);
    return footer;
}

void DistributionPlot::showLayers() {
    setView(View::Layers);
}

void DistributionPlot::showLayer(const QString& name) {
    setView(View::OneLayer, name);
}

void DistributionPlot::setView(View view, const QString& layer) {
    if (view == view_ && layer == layer_)
        return;
    view_ = view;
    layer_ = layer;
    Q_EMIT rebuildRequested();
}

QStringList DistributionPlot::layers(const RunData& data) const {
    QStringList names;
    for (const auto& tag : data.tagsWithPrefix(prefix_)) {
        const auto name = QString::fromStdString(tag.substr(prefix_.size()));
        if (data.histograms(tag) && !isStageName(name))
            names.append(name);
    }
    return names;
}

QStringList DistributionPlot::stages(const RunData& data) const {
    QStringList names;
    for (int stage = 1; stage <= 4; ++stage)
        if (const auto name = QString("stage%1").arg(stage); data.histograms(prefix_ + name.toStdString()))
            names.append(name);
    return names;
}

QStringList DistributionPlot::allNames(const RunData& data) const {
    return view_ == View::Stages ? stages(data) : view_ == View::Layers ? layers(data) : QStringList{layer_};
}

DistributionContext DistributionPlot::context(const RunData& data) const {
    QStringList names = allNames(data);
    if (view_ != View::OneLayer)
        names.removeIf([this](const QString& name) {
            return isSeriesHidden(name) || (view_ == View::Layers && !viewOptions().showsLayer(name));
        });
    return {data,  prefix_,         symbol_,  quantity_,   reference(),
            names, slider_->step(), colors(), smallFont(), isLogScale() && view_ != View::Stages};
}

void DistributionPlot::build() {
    switch (view_) {
        case View::Stages:
            drawing_ = std::make_unique<StageView>();
            break;
        case View::Layers:
            drawing_ = std::make_unique<ViolinView>();
            break;
        case View::OneLayer:
            drawing_ = std::make_unique<HistoryView>();
            break;
    }
    static const RunData none;
    drawing_->build(canvas(), context(data() ? *data() : none));
}

bool DistributionPlot::hasContent(const RunData& data) const {
    return !layers(data).isEmpty() || !stages(data).isEmpty();
}

void DistributionPlot::updateChoices(const RunData& data) {
    const QStringList all = layers(data);
    const bool hasStages = !stages(data).isEmpty();
    // A layer of another run, or a view for which this run has no values.
    if (view_ == View::OneLayer && !all.contains(layer_))
        setView(View::Layers);
    if (view_ == View::Stages && !hasStages)
        setView(View::Layers);
    if (view_ == View::Layers && all.isEmpty())
        setView(View::Stages);

    QStringList texts;
    if (hasStages)
        texts.append(tr("By stage"));
    if (!all.isEmpty())
        texts.append(tr("All layers"));
    texts += all;
    QStringList present;
    for (int i = 0; i < choice_->count(); ++i)
        if (!choice_->itemText(i).isEmpty())
            present.append(choice_->itemText(i));
    const QSignalBlocker blocker(choice_);
    if (texts != present) {
        choice_->clear();
        const auto add = [this](const QString& text, View view, const QString& layer) {
            choice_->addItem(text, static_cast<int>(view));
            choice_->setItemData(choice_->count() - 1, layer, Qt::UserRole + 1);
        };
        if (hasStages)
            add(tr("By stage"), View::Stages, {});
        if (!all.isEmpty())
            add(tr("All layers"), View::Layers, {});
        choice_->insertSeparator(choice_->count());
        for (const auto& name : all)
            add(name, View::OneLayer, name);
    }
    for (int i = 0; i < choice_->count(); ++i)
        if (choice_->itemData(i).isValid() && choice_->itemData(i).toInt() == static_cast<int>(view_) &&
            choice_->itemData(i, Qt::UserRole + 1).toString() == layer_)
            choice_->setCurrentIndex(i);
}

void DistributionPlot::redraw(const RunData& data) {
    updateChoices(data);
    const QStringList names = allNames(data);
    const auto* series = names.isEmpty() ? nullptr : data.histograms(prefix_ + names.first().toStdString());
    slider_->setSteps(series ? series->steps : QVector<double>());
    slider_->setVisible(view_ != View::OneLayer);
    const auto now = context(data);
    if (!drawing_->fits(now))
        Q_EMIT rebuildRequested();
    drawing_->redraw(now);
}

QVector<SeriesEntry> DistributionPlot::series(const RunData& data) const {
    const QStringList names = allNames(data);
    const auto palette = layerColors(names, colors());
    QVector<SeriesEntry> entries;
    for (qsizetype i = 0; i < names.size(); ++i)
        entries.append({names[i], palette[i]});
    return entries;
}

int DistributionPlot::pointCount(const RunData& data) const {
    std::size_t points = 0;
    const auto now = context(data);
    for (const auto& name : now.names)
        if (const auto* histogram = now.at(name))
            points += histogram->counts.size();
    if (view_ == View::OneLayer)
        if (const auto* series = data.histograms(prefix_ + layer_.toStdString()))
            points = series->histograms.size();
    return static_cast<int>(points);
}

ReadoutText DistributionPlot::readoutAt(const QPointF& position, QCPAxisRect* rect) const {
    return data() ? drawing_->readout(context(*data()), position, rect) : ReadoutText();
}

QByteArray DistributionPlot::csv(const RunData& data) const {
    QByteArray csv = histogramCsvHeader();
    for (const auto& name : context(data).names) {
        const std::string tag = prefix_ + name.toStdString();
        const auto* series = data.histograms(tag);
        if (!series)
            continue;
        for (qsizetype i = 0; i < series->steps.size(); ++i)
            if (view_ == View::OneLayer || i == nearestIndex(series->steps, slider_->step()))
                appendCsv(csv, tag, series->steps[i], series->histograms[static_cast<std::size_t>(i)]);
    }
    return csv;
}

QList<QCPAxis*> DistributionPlot::logAxes() const {
    return drawing_->valueAxes();
}

bool DistributionPlot::hasStepAxis() const {
    return drawing_ && drawing_->hasStepAxis();
}

QVariantMap DistributionPlot::modes() const {
    return {{QStringLiteral("view"), int(view_)}, {QStringLiteral("layer"), layer_}};
}

void DistributionPlot::setModes(const QVariantMap& modes) {
    const int view = modes.value(QStringLiteral("view"), -1).toInt();
    if (view >= int(View::Stages) && view <= int(View::OneLayer))
        setView(static_cast<View>(view), modes.value(QStringLiteral("layer")).toString());
}

void DistributionPlot::onClick(const QPointF& position) {
    if (const QString name = drawing_->nameAt(position); !name.isEmpty())
        showLayer(name);
    else if (view_ == View::OneLayer && canvas()->axisRectAt(position))
        showLayers();
}

}  // namespace isonet::widgets
