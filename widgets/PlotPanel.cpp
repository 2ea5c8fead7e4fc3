#include "widgets/PlotPanel.h"

#include <QEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include "widgets/PlotTickers.h"
#include "widgets/RunData.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

namespace {
constexpr qsizetype mostChosen = 2000;  // series of a settings file
}

PlotPanel::PlotPanel(const PanelText& text, QWidget* parent)
    : QFrame(parent), text_(text), options_(nullptr), colours_(PlotColours::of(palette())), throttle_(this, [this] {
          refresh();
      }) {
    setObjectName(text.objectName);
    setAccessibleName(text.title);
    setFrameShape(QFrame::StyledPanel);
    setMinimumSize(260, 170);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    header_ = new QHBoxLayout;
    layout->addLayout(header_);

    pages_ = new QStackedWidget;
    emptyLabel_ = new QLabel;
    emptyLabel_->setObjectName("emptyText");
    emptyLabel_->setAlignment(Qt::AlignCenter);
    emptyLabel_->setWordWrap(true);
    emptyLabel_->setAutoFillBackground(true);
    emptyLabel_->setBackgroundRole(QPalette::Base);
    emptyLabel_->setMargin(24);
    canvas_ = new PlotCanvas;
    canvas_->setAccessibleName(tr("%1, plot").arg(text.title));
    canvas_->setContextMenuPolicy(Qt::CustomContextMenu);
    pages_->addWidget(emptyLabel_);
    pages_->addWidget(canvas_);
    layout->addWidget(pages_, 1);
    note_ = new QLabel;
    note_->setWordWrap(true);
    note_->setContentsMargins(8, 2, 8, 2);
    note_->hide();
    layout->addWidget(note_);
    makeHeader();
    makeKeys();
    setViewOptions(new ViewOptions(this));

    connect(canvas_, &PlotCanvas::hovered, this, &PlotPanel::hover);
    connect(canvas_, &PlotCanvas::hoverEnded, this, &PlotPanel::endHover);
    connect(canvas_, &PlotCanvas::clicked, this, [this](const QPointF& position) { onClick(position); });
    connect(canvas_, &PlotCanvas::viewChanged, this, [this] {
        resetButton_->setEnabled(canvas_->isHeld());
        choosePens();
        if (sharesX())
            Q_EMIT xRangeMoved(canvas_->heldRange(canvas_->axisRect(0)->axis(QCPAxis::atBottom)));
    });
    connect(canvas_, &PlotCanvas::fillRequested, this, &PlotPanel::maximiseRequested);
    connect(canvas_, &QWidget::customContextMenuRequested, this, &PlotPanel::contextMenu);
}

PlotPanel::~PlotPanel() {
    delete readOut_;
}

void PlotPanel::setData(RunData* data) {
    if (data_)
        data_->disconnect(this);
    data_ = data;
    applyHidden();
    if (data_) {
        connect(data_, &RunData::changed, this, [this] { throttle_.request(); });
        connect(data_, &RunData::statusChanged, this, [this] {
            if (pages_->currentWidget() == emptyLabel_)
                throttle_.request();
        });
        connect(data_, &RunData::cleared, this, [this] { resetView(); });
        connect(data_, &QObject::destroyed, this, [this] { throttle_.request(); });
    }
    resetView();
    throttle_.request();
}

void PlotPanel::applyHidden() {
    const QStringList hidden = hiddenAtFirst();
    hidden_ = QSet<QString>(hidden.begin(), hidden.end());
    for (auto i = chosen_.constBegin(); i != chosen_.constEnd(); ++i)
        if (i.value())
            hidden_.remove(i.key());
        else
            hidden_.insert(i.key());
}

QVariantMap PlotPanel::layoutState() const {
    QVariantMap series;
    for (auto i = chosen_.constBegin(); i != chosen_.constEnd(); ++i)
        series.insert(i.key(), i.value());
    return {{QStringLiteral("log"), logScale_}, {QStringLiteral("series"), series}, {QStringLiteral("modes"), modes()}};
}

void PlotPanel::setLayoutState(const QVariantMap& state) {
    if (state.contains(QStringLiteral("modes")))
        setModes(state.value(QStringLiteral("modes")).toMap());
    if (state.contains(QStringLiteral("log")) && offersLogScale())
        setLogScale(state.value(QStringLiteral("log")).toBool());
    const auto series = state.value(QStringLiteral("series")).toMap();
    for (auto i = series.constBegin(); i != series.constEnd() && chosen_.size() < mostChosen; ++i)
        chosen_.insert(i.key(), i.value().toBool());
    applyHidden();
    throttle_.request();
}

void PlotPanel::setViewOptions(ViewOptions* options) {
    if (options_)
        options_->disconnect(this);
    if (options_ && options_->parent() == this)
        delete options_;
    options_ = options;
    connect(options_, &ViewOptions::changed, this, [this] { throttle_.request(); });
    connect(options_, &ViewOptions::xAxisChanged, this, [this] {
        if (!built_ || xAxes().isEmpty())
            return;
        applyXAxis();
        resetView();
    });
    if (built_)
        applyXAxis();
}

XAxis PlotPanel::xAxis() const {
    return xAxes().isEmpty() || !data_ || !offersXAxis(*data_, options_->xAxis()) ? XAxis::Step : options_->xAxis();
}

bool PlotPanel::isLogX() const {
    return options_->logX() && xAxis() != XAxis::Wall && !xAxes().isEmpty();
}

bool PlotPanel::sharesX() const {
    return built_ && countsSteps() && xAxis() == options_->xAxis() && isLogX() == options_->logX();
}

void PlotPanel::applyXAxis() {
    const auto axes = xAxes();
    for (auto* axis : axes) {
        canvas_->setLogarithmic(axis, isLogX());
        setXTicker(axis, xAxis(), isLogX());
    }
    if (!axes.isEmpty())
        axes.last()->setLabel(xAxisLabel(xAxis()));
}

void PlotPanel::rebuild() {
    endHover();
    canvas_->clearAll();
    build();
    built_ = true;
    applyScale();
    restyle();
    applyXAxis();
    layOutHeader();
    resetButton_->setEnabled(false);
    throttle_.request();
}

void PlotPanel::refreshNow() {
    throttle_.refreshNow();
}

void PlotPanel::refresh() {
    if (!built_)
        rebuild();
    const bool full = data_ && hasContent(*data_);
    pages_->setCurrentWidget(full ? static_cast<QWidget*>(canvas_) : emptyLabel_);
    for (auto* button : {logButton_, seriesButton_, optionsButton_, boxButton_, exportButton_})
        button->setEnabled(full);
    resetButton_->setEnabled(full && canvas_->isHeld());
    if (footerBar_)
        footerBar_->setVisible(full);
    if (!full) {
        emptyLabel_->setText(whyEmpty(data_));
        setNote({});
        endHover();
        return;
    }
    if (shownAxis_ != xAxis()) {  // the run has, or has no longer, what the axis needs
        shownAxis_ = xAxis();
        applyXAxis();
    }
    redraw(*data_);
    canvas_->fitFollowing();
    choosePens();
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
    if (pointer_)
        hover(*pointer_, canvas_->axisRectAt(*pointer_));
}

void PlotPanel::restyle() {
    canvas_->applyColours(colours_, font());
    QPalette faint = palette();
    faint.setColor(QPalette::WindowText, colours_.faint);
    emptyLabel_->setPalette(faint);
    note_->setPalette(faint);
}

void PlotPanel::applyScale() {
    for (auto* axis : logAxes()) {
        canvas_->setLogarithmic(axis, logScale_);
        axis->setTicker(logScale_ ? QSharedPointer<QCPAxisTicker>(new LogTicker(axis))
                                  : QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
    }
}

bool PlotPanel::isEmpty() {
    throttle_.flush();
    return pages_->currentWidget() == emptyLabel_;
}

QString PlotPanel::emptyText() {
    return isEmpty() ? emptyLabel_->text() : QString();
}

QStringList PlotPanel::shownSeries() {
    QStringList names;
    if (isEmpty())
        return names;
    for (const auto& entry : seriesEntries())
        if (!isSeriesHidden(entry.name))
            names.append(entry.name);
    return names;
}

int PlotPanel::pointCount() {
    return isEmpty() ? 0 : countPoints();
}

ReadOutText PlotPanel::readOut(const QPointF& position) {
    auto* rect = isEmpty() ? nullptr : canvas_->axisRectAt(position);
    return rect ? readOutAt(position, rect) : ReadOutText();
}

void PlotPanel::setLogScale(bool on) {
    logScale_ = on;
    logButton_->setChecked(on);
    if (!built_)
        return;
    applyScale();
    resetView();
    throttle_.request();
}

void PlotPanel::setSeriesShown(const QString& name, bool shown) {
    chosen_.insert(name, shown);
    applyHidden();
    throttle_.request();
}

void PlotPanel::resetView() {
    if (built_)
        canvas_->resetView();
    resetButton_->setEnabled(false);
}

QFont PlotPanel::smallFont() const {
    QFont small = font();
    small.setPointSizeF(std::max(small.pointSizeF() * 0.85, 6.5));
    return small;
}

void PlotPanel::setNote(const QString& note) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

void PlotPanel::showCursor(std::optional<double> x) {
    if (!pointer_ && built_)
        canvas_->setCrosshair(nullptr, sharesX() ? x : std::nullopt);
}

void PlotPanel::showXRange(std::optional<QCPRange> range) {
    if (!sharesX())
        return;
    canvas_->holdRange(canvas_->axisRect(0)->axis(QCPAxis::atBottom), range);
    resetButton_->setEnabled(canvas_->isHeld());
    choosePens();
    canvas_->replot(QCustomPlot::rpQueuedRefresh);
}

void PlotPanel::hover(const QPointF& position, QCPAxisRect* rect) {
    pointer_ = position;
    const ReadOutText text = rect ? readOutAt(position, rect) : ReadOutText();
    if (text.isEmpty()) {
        endHover();
        return;
    }
    canvas_->setCrosshair(countsSteps() ? nullptr : rect, text.crosshair);
    if (!readOut_ || readOut_->parentWidget() != window()) {
        delete readOut_;
        readOut_ = new ReadOut(window());
    }
    readOut_->present(options_->sortsReadOut() ? text.sorted() : text, canvas_->mapTo(window(), position.toPoint()));
    Q_EMIT cursorMoved(sharesX() ? text.crosshair : std::nullopt);
}

void PlotPanel::endHover() {
    const bool was = pointer_.has_value();
    pointer_.reset();
    if (readOut_)
        readOut_->hide();
    if (!was)
        return;
    canvas_->setCrosshair(nullptr, {});
    Q_EMIT cursorMoved({});
}

void PlotPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (canvas_ && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
                    event->type() == QEvent::StyleChange)) {
        colours_ = PlotColours::of(palette());
        if (built_)
            restyle();
        throttle_.request();
    }
}

void PlotPanel::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    layOutHeader();
}

void PlotPanel::hideEvent(QHideEvent* event) {
    endHover();
    QFrame::hideEvent(event);
}

}  // namespace isonet::widgets
