#include "widgets/DistributionPanel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <algorithm>

#include "widgets/LayerColours.h"
#include "widgets/LayerOrder.h"
#include "widgets/RunData.h"
#include "widgets/SeriesTools.h"
#include "widgets/StepSlider.h"

namespace isonet::widgets {
namespace {

bool isStageName(const QString& name) {
    return name.startsWith("stage") && stageOfLayer(name.toStdString()) > 0;
}

}  // namespace

DistributionPanel::DistributionPanel(const PanelText& text, const std::string& prefix, const QString& symbol,
                                     const QString& quantity, View first, QWidget* parent)
    : PlotPanel(text, parent), prefix_(prefix), symbol_(symbol), quantity_(quantity), view_(first) {
    choice_ = new QComboBox;
    choice_->setAccessibleName(tr("What to show"));
    choice_->setToolTip(tr("All layers at one step, or one layer over the steps"));
    choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    choice_->setMaxVisibleItems(20);
    choice_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    slider_ = new StepSlider;
    footer()->addWidget(choice_);
    footer()->addWidget(slider_, 1);
    footer()->addStretch(0);  // takes the room of a hidden slider
    connect(choice_, &QComboBox::activated, this, [this](int index) {
        setView(static_cast<View>(choice_->itemData(index).toInt()),
                choice_->itemData(index, Qt::UserRole + 1).toString());
    });
    connect(slider_, &StepSlider::stepChosen, this, [this] { requestRefresh(); });
}

void DistributionPanel::showLayers() {
    setView(View::Layers);
}

void DistributionPanel::showLayer(const QString& name) {
    setView(View::OneLayer, name);
}

void DistributionPanel::setView(View view, const QString& layer) {
    if (view == view_ && layer == layer_)
        return;
    view_ = view;
    layer_ = layer;
    rebuild();
}

QStringList DistributionPanel::layers(const RunData& data) const {
    QStringList names;
    for (const auto& tag : data.tagsWithPrefix(prefix_)) {
        const auto name = QString::fromStdString(tag.substr(prefix_.size()));
        if (data.histograms(tag) && !isStageName(name))
            names.append(name);
    }
    return names;
}

QStringList DistributionPanel::stages(const RunData& data) const {
    QStringList names;
    for (int stage = 1; stage <= 4; ++stage)
        if (const auto name = QString("stage%1").arg(stage); data.histograms(prefix_ + name.toStdString()))
            names.append(name);
    return names;
}

QStringList DistributionPanel::allNames(const RunData& data) const {
    return view_ == View::Stages ? stages(data) : view_ == View::Layers ? layers(data) : QStringList{layer_};
}

DistributionContext DistributionPanel::context(const RunData& data) const {
    QStringList names = allNames(data);
    if (view_ != View::OneLayer)
        names.removeIf([this](const QString& name) {
            return isSeriesHidden(name) || (view_ == View::Layers && !viewOptions().showsLayer(name));
        });
    return {data,  prefix_,         symbol_,   quantity_,   reference(),
            names, slider_->step(), colours(), smallFont(), isLogScale() && view_ != View::Stages};
}

void DistributionPanel::build() {
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

bool DistributionPanel::hasContent(const RunData& data) const {
    return !layers(data).isEmpty() || !stages(data).isEmpty();
}

void DistributionPanel::updateChoices(const RunData& data) {
    const QStringList all = layers(data);
    const bool hasStages = !stages(data).isEmpty();
    // A layer of another run, or a view that this run has no values for.
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

void DistributionPanel::redraw(const RunData& data) {
    updateChoices(data);
    const QStringList names = allNames(data);
    const auto* series = names.isEmpty() ? nullptr : data.histograms(prefix_ + names.first().toStdString());
    slider_->setSteps(series ? series->steps : QVector<double>());
    slider_->setVisible(view_ != View::OneLayer);
    const auto now = context(data);
    if (!drawing_->fits(now))
        rebuild();
    drawing_->redraw(now);
}

QVector<SeriesEntry> DistributionPanel::seriesEntries() const {
    QVector<SeriesEntry> entries;
    if (!data())
        return entries;
    const QStringList names = allNames(*data());
    const auto palette = layerColours(names, colours());
    for (qsizetype i = 0; i < names.size(); ++i)
        entries.append({names[i], palette[i]});
    return entries;
}

int DistributionPanel::countPoints() const {
    if (!data())
        return 0;
    std::size_t points = 0;
    const auto now = context(*data());
    for (const auto& name : now.names)
        if (const auto* histogram = now.at(name))
            points += histogram->counts.size();
    if (view_ == View::OneLayer)
        if (const auto* series = data()->histograms(prefix_ + layer_.toStdString()))
            points = series->histograms.size();
    return static_cast<int>(points);
}

ReadOutText DistributionPanel::readOutAt(const QPointF& position, QCPAxisRect* rect) const {
    return data() ? drawing_->readOut(context(*data()), position, rect) : ReadOutText();
}

QByteArray DistributionPanel::csvOf(const RunData& data) const {
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

QList<QCPAxis*> DistributionPanel::logAxes() const {
    return drawing_->valueAxes();
}

bool DistributionPanel::countsSteps() const {
    return drawing_ && drawing_->countsSteps();
}

QVariantMap DistributionPanel::modes() const {
    return {{QStringLiteral("view"), int(view_)}, {QStringLiteral("layer"), layer_}};
}

void DistributionPanel::setModes(const QVariantMap& modes) {
    const int view = modes.value(QStringLiteral("view"), -1).toInt();
    if (view >= int(View::Stages) && view <= int(View::OneLayer))
        setView(static_cast<View>(view), modes.value(QStringLiteral("layer")).toString());
}

void DistributionPanel::onClick(const QPointF& position) {
    if (const QString name = drawing_->nameAt(position); !name.isEmpty())
        showLayer(name);
    else if (view_ == View::OneLayer && canvas()->axisRectAt(position))
        showLayers();
}

}  // namespace isonet::widgets
