#include "widgets/plot/PlotPanel.h"

#include <QComboBox>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/common/PlainLabel.h"
#include "widgets/plot/PlotActions.h"
#include "widgets/plot/PlotCursors.h"
#include "widgets/plot/PlotExporter.h"
#include "widgets/plot/PlotHover.h"
#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {

PlotPanel::PlotPanel(const PlotText& text, std::unique_ptr<PlotContent> content, QWidget* parent)
    : QFrame(parent),
      title_(text.title),
      content_(std::move(content)),
      throttle_(this, [this] { refresh(); }),
      header_(new PlotHeader(text)),
      pages_(new QStackedWidget),
      emptyLabel_(new PlainLabel),
      note_(new PlainLabel) {
    setObjectName(text.objectName);
    setAccessibleName(text.title);
    setFrameShape(QFrame::StyledPanel);
    setMinimumSize(240, 160);
    state_.canvas = new PlotCanvas;
    state_.canvas->setAccessibleName(tr("%1, plot").arg(text.title));
    state_.canvas->setWhatsThis(text.tooltip);
    state_.colors = PlotColors::of(palette());
    content_->attach(state_);

    emptyLabel_->setObjectName("emptyText");
    emptyLabel_->setAlignment(Qt::AlignCenter);
    emptyLabel_->setWordWrap(true);
    emptyLabel_->setAutoFillBackground(true);
    emptyLabel_->setBackgroundRole(QPalette::Base);
    emptyLabel_->setMargin(24);
    pages_->addWidget(emptyLabel_);
    pages_->addWidget(state_.canvas);
    note_->setWordWrap(true);
    note_->setContentsMargins(8, 2, 8, 2);
    note_->hide();
    for (auto* widget : content_->makeHeaderWidgets())
        header_->insert(widget);
    footer_ = content_->makeFooter();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(header_);
    layout->addWidget(pages_, 1);
    layout->addWidget(note_);
    cursors_ = new PlotCursors(state_, *content_, this);
    layout->addWidget(cursors_->panel());
    if (footer_)
        layout->addWidget(footer_);
    // One stop for Tab: what these do is in the menu that the key O opens, or has a key.
    for (auto* controls : {static_cast<QWidget*>(header_), footer_})
        if (controls)
            for (auto* control : controls->findChildren<QWidget*>())
                control->setFocusPolicy(control->focusPolicy() & Qt::ClickFocus ? Qt::ClickFocus : Qt::NoFocus);

    setViewOptions(new ViewOptions(this));
    setLogScale(content_->startsLogarithmic());
    connectParts();
}

PlotPanel::~PlotPanel() {
    delete hover_;  // its readout is a child of the window
}

void PlotPanel::connectParts() {
    hover_ = new PlotHover(state_, *content_, this);
    exporter_ = new PlotExporter(*this);
    actions_ = new PlotActions(*this, *header_, *exporter_);
    connect(hover_, &PlotHover::cursorMoved, this, &PlotPanel::cursorMoved);
    connect(exporter_, &PlotExporter::reported, this, &PlotPanel::setNote);

    connect(header_, &PlotHeader::logScaleToggled, this, [this](bool on) {
        if (on != state_.logScale)
            setLogScale(on);
    });
    connect(header_, &PlotHeader::boxZoomToggled, state_.canvas, &PlotCanvas::setBoxZoom);
    connect(header_, &PlotHeader::resetRequested, this, &PlotPanel::resetView);
    connect(header_, &PlotHeader::maximizeRequested, this, &PlotPanel::maximizeRequested);

    auto* content = content_.get();
    connect(content, &PlotContent::refreshRequested, this, [this] { throttle_.request(); });
    connect(content, &PlotContent::rebuildRequested, this, &PlotPanel::rebuild);
    connect(content, &PlotContent::viewResetRequested, this, &PlotPanel::resetView);
    connect(content, &PlotContent::seriesToggled, this,
            [this](const QString& name) { setSeriesShown(name, state_.series.isHidden(name)); });

    connect(state_.canvas, &PlotCanvas::clicked, content, &PlotContent::onClick);
    connect(state_.canvas, &PlotCanvas::clicked, this, [this](const QPointF& position) {
        if (QGuiApplication::keyboardModifiers() == Qt::ControlModifier && state_.canvas->axisRectAt(position))
            cursors_->setNext(position);
    });
    connect(state_.canvas, &PlotCanvas::viewChanged, this, [this] {
        header_->setResettable(state_.canvas->isHeld());
        content_->updatePens();
        if (content_->sharesXAxis())
            Q_EMIT xRangeMoved(state_.canvas->heldRange(state_.canvas->axisRect(0)->axis(QCPAxis::atBottom)));
    });
    connect(state_.canvas, &PlotCanvas::fillRequested, this, &PlotPanel::maximizeRequested);
    state_.canvas->setReading([this](const QPointF& position) { return readout(position).plain(); });
    if (auto* slider = footer_ ? footer_->findChild<QSlider*>() : nullptr)
        connect(state_.canvas, &PlotCanvas::stepRequested, slider,
                [slider](int by) { slider->setValue(slider->value() + by); });
}

void PlotPanel::setData(RunData* data) {
    if (state_.data)
        state_.data->disconnect(this);
    state_.data = data;
    cursors_->clear();
    state_.series.setHiddenByDefault(content_->hiddenByDefault());
    if (data) {
        connect(data, &RunData::changed, this, [this] { throttle_.request(); });
        connect(data, &RunData::statusChanged, this, [this] {
            if (pages_->currentWidget() == emptyLabel_)
                throttle_.request();
        });
        connect(data, &RunData::cleared, this, [this] { resetView(); });
        connect(data, &QObject::destroyed, this, [this] { throttle_.request(); });
    }
    resetView();
    throttle_.request();
}

void PlotPanel::setViewOptions(ViewOptions* options) {
    if (state_.options)
        state_.options->disconnect(this);
    if (state_.options && state_.options->parent() == this)
        delete state_.options;
    state_.options = options;
    connect(options, &ViewOptions::changed, this, [this] { throttle_.request(); });
    connect(options, &ViewOptions::xAxisChanged, this, [this] {
        if (!state_.built || content_->xAxes().isEmpty())
            return;
        applyXAxis();
        resetView();
    });
    if (state_.built)
        applyXAxis();
}

QVariantMap PlotPanel::layoutState() const {
    return {{QStringLiteral("log"), state_.logScale},
            {QStringLiteral("series"), state_.series.state()},
            {QStringLiteral("modes"), content_->modes()}};
}

void PlotPanel::setLayoutState(const QVariantMap& state) {
    if (state.contains(QStringLiteral("modes")))
        content_->setModes(state.value(QStringLiteral("modes")).toMap());
    if (state.contains(QStringLiteral("log")) && content_->offersLogScale())
        setLogScale(state.value(QStringLiteral("log")).toBool());
    state_.series.setHiddenByDefault(content_->hiddenByDefault());
    state_.series.setState(state.value(QStringLiteral("series")).toMap());
    throttle_.request();
}

void PlotPanel::applyXAxis() {
    const auto axes = content_->xAxes();
    for (auto* axis : axes) {
        state_.canvas->setLogarithmic(axis, content_->isLogX());
        setXTicker(axis, content_->xAxis(), content_->isLogX());
    }
    if (!axes.isEmpty())
        axes.last()->setLabel(xAxisLabel(content_->xAxis()));
}

void PlotPanel::rebuild() {
    endHover();
    state_.canvas->clearAll();
    content_->build();
    state_.built = true;
    content_->applyScale();
    restyle();
    applyXAxis();
    header_->setLogScaleOffered(content_->offersLogScale());
    header_->fit(width());
    header_->setResettable(false);
    throttle_.request();
}

void PlotPanel::refreshNow() {
    throttle_.refreshNow();
}

void PlotPanel::refresh() {
    if (!state_.built)
        rebuild();
    const bool filled = state_.data && content_->hasContent(*state_.data);
    pages_->setCurrentWidget(filled ? static_cast<QWidget*>(state_.canvas) : emptyLabel_);
    header_->setFilled(filled);
    header_->setResettable(filled && state_.canvas->isHeld());
    if (footer_)
        footer_->setVisible(filled);
    if (!filled) {
        cursors_->update();
        emptyLabel_->setText(content_->emptyText(state_.data));
        setNote({});
        endHover();
        return;
    }
    if (shownAxis_ != content_->xAxis()) {  // the run has, or no longer has, what the axis needs
        shownAxis_ = content_->xAxis();
        applyXAxis();
    }
    content_->redraw(*state_.data);
    state_.canvas->fitFollowing();
    content_->updatePens();
    cursors_->update();
    state_.canvas->replot(QCustomPlot::rpQueuedRefresh);
    hover_->update();
}

void PlotPanel::restyle(double text) {
    QFont base = font();
    base.setPointSizeF(base.pointSizeF() * text);
    state_.font = base;
    state_.font.setPointSizeF(std::max(state_.font.pointSizeF() * 0.85, 6.5));
    state_.canvas->applyColors(state_.colors, base);
    QPalette faint = palette();
    faint.setColor(QPalette::WindowText, state_.colors.faint);
    emptyLabel_->setPalette(faint);
    note_->setPalette(faint);
}

void PlotPanel::drawIn(const PlotColors& colors, double text) {
    endHover();
    state_.colors = colors;
    restyle(text);
    content_->redraw(*state_.data);
    state_.canvas->fitFollowing();
    content_->updatePens();
    cursors_->update();
}

bool PlotPanel::isEmpty() {
    throttle_.flush();
    return pages_->currentWidget() == emptyLabel_;
}

QString PlotPanel::emptyText() {
    return isEmpty() ? emptyLabel_->text() : QString();
}

QVector<SeriesEntry> PlotPanel::allSeries() const {
    return state_.data ? content_->series(*state_.data) : QVector<SeriesEntry>();
}

QStringList PlotPanel::shownSeries() {
    QStringList names;
    if (isEmpty())
        return names;
    for (const auto& entry : allSeries())
        if (!state_.series.isHidden(entry.name))
            names.append(entry.name);
    return names;
}

int PlotPanel::pointCount() {
    return isEmpty() ? 0 : content_->pointCount(*state_.data);
}

QByteArray PlotPanel::csv() {
    return isEmpty() ? QByteArray() : content_->csv(*state_.data);
}

ReadoutText PlotPanel::readout(const QPointF& position) {
    auto* rect = isEmpty() ? nullptr : state_.canvas->axisRectAt(position);
    return rect ? content_->readoutAt(position, rect) : ReadoutText();
}

std::optional<QPointF> PlotPanel::pointer() const {
    return hover_->position();
}

void PlotPanel::endHover() {
    hover_->end();
}

void PlotPanel::setLogScale(bool on) {
    state_.logScale = on;
    header_->setLogScale(on);
    if (!state_.built)
        return;
    content_->applyScale();
    resetView();
    throttle_.request();
}

void PlotPanel::setSeriesShown(const QString& name, bool shown) {
    state_.series.setShown(name, shown);
    throttle_.request();
}

void PlotPanel::resetView() {
    if (state_.built)
        state_.canvas->resetView();
    header_->setResettable(false);
}

void PlotPanel::setNote(const QString& note) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

void PlotPanel::setMaximized(bool maximized) {
    header_->setMaximized(maximized);
}

void PlotPanel::showCursor(std::optional<double> x) {
    if (!pointer() && state_.built)
        state_.canvas->setCrosshair(nullptr, content_->sharesXAxis() ? x : std::nullopt);
}

void PlotPanel::showXRange(std::optional<QCPRange> range) {
    if (!content_->sharesXAxis())
        return;
    state_.canvas->holdRange(state_.canvas->axisRect(0)->axis(QCPAxis::atBottom), range);
    header_->setResettable(state_.canvas->isHeld());
    content_->updatePens();
    state_.canvas->replot(QCustomPlot::rpQueuedRefresh);
}

QString PlotPanel::exportPicture(const QString& file, const PictureSize& size) {
    return exporter_->saveImage(file, size);
}

QString PlotPanel::exportCsv(const QString& file) {
    return exporter_->saveCsv(file);
}

void PlotPanel::paintForPrint(QPainter& painter, const QRect& place) {
    exporter_->paint(painter, place);
}

PinnedPlot* PlotPanel::pin(std::optional<QPointF> position) {
    return exporter_->pin(position);
}

QComboBox* PlotPanel::choices() const {
    auto* below = footer_ ? footer_->findChild<QComboBox*>() : nullptr;
    return below ? below : header_->findChild<QComboBox*>();
}

void PlotPanel::fillMenu(QMenu& menu) {
    actions_->fillMenu(menu);
}

void PlotPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (hover_ && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
                   event->type() == QEvent::StyleChange)) {
        state_.colors = PlotColors::of(palette());
        if (state_.built)
            restyle();
        throttle_.request();
    }
}

void PlotPanel::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    header_->fit(width());
}

void PlotPanel::hideEvent(QHideEvent* event) {
    endHover();
    QFrame::hideEvent(event);
}

}  // namespace isonet::widgets
